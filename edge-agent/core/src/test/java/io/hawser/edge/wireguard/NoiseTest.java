package io.hawser.edge.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.crypto.Aead;
import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private final Map<String, byte[]> vector = Vectors.read("noise-ikpsk2.txt").getFirst();
  private final PresharedKey psk = PresharedKey.of(vector.get("psk"));
  private NoiseInitiator initiator;
  private NoiseResponder responder;

  @BeforeEach
  void writesAndReadsTheFirstMessage() {
    initiator =
        new NoiseInitiator(
            vector.get("prologue"),
            key("init-static"),
            key("init-ephemeral"),
            key("resp-static").publicKey(),
            psk);
    byte[] first = initiator.writeFirst(vector.get("payload1"));
    assertThat(first).isEqualTo(vector.get("message1"));
    responder = new NoiseResponder(vector.get("prologue"), key("resp-static"), first);
    assertThat(responder.readStatic()).isEqualTo(key("init-static").publicKey());
    assertThat(responder.readPayload()).isEqualTo(vector.get("payload1"));
  }

  @Test
  void matchesThePublicVectorToTheLastTransportMessage() {
    byte[] second = responder.writeSecond(key("resp-ephemeral"), psk, vector.get("payload2"));
    assertThat(second).isEqualTo(vector.get("message2"));
    assertThat(initiator.readSecond(second)).isEqualTo(vector.get("payload2"));
    assertThat(initiator.state().hash()).isEqualTo(vector.get("hash"));
    assertThat(responder.state().hash()).isEqualTo(vector.get("hash"));

    byte[] fromInitiator = new byte[32];
    byte[] fromResponder = new byte[32];
    initiator.state().split(fromInitiator, fromResponder);
    Aead out = JdkAead.SUITE.keyed(PacketCipher.CHACHA20_POLY1305, fromInitiator);
    Aead back = JdkAead.SUITE.keyed(PacketCipher.CHACHA20_POLY1305, fromResponder);
    assertThat(sealed(out, "payload3", 0)).isEqualTo(vector.get("message3"));
    assertThat(sealed(back, "payload4", 0)).isEqualTo(vector.get("message4"));
    assertThat(sealed(out, "payload5", 1)).isEqualTo(vector.get("message5"));
    assertThat(sealed(back, "payload6", 1)).isEqualTo(vector.get("message6"));
  }

  /// Our own: the second keys of the public vector's handshake, computed by another program.
  @Test
  void makesTheSecondKeysOfTheSpecification() {
    Map<String, byte[]> second = Vectors.read("second-cipher.txt").getFirst();
    byte[] message = responder.writeSecond(key("resp-ephemeral"), psk, vector.get("payload2"));
    assertThat(initiator.readSecond(message)).isNotNull();
    for (SymmetricState state : List.of(initiator.state(), responder.state())) {
      byte[] fromInitiator = new byte[32];
      byte[] fromResponder = new byte[32];
      state.splitSecond(fromInitiator, fromResponder);
      assertThat(fromInitiator).isEqualTo(second.get("from-initiator"));
      assertThat(fromResponder).isEqualTo(second.get("from-responder"));
      Aead out = JdkAead.SUITE.keyed(PacketCipher.AES_256_GCM, fromInitiator);
      Aead back = JdkAead.SUITE.keyed(PacketCipher.AES_256_GCM, fromResponder);
      assertThat(sealed(out, "payload3", 7)).isEqualTo(second.get("message3-counter7"));
      assertThat(sealed(back, "payload4", 8)).isEqualTo(second.get("message4-counter8"));
    }
  }

  @Test
  void aForgedSecondMessageDoesNotSpoilTheRightOne() {
    byte[] second = responder.writeSecond(key("resp-ephemeral"), psk, vector.get("payload2"));
    byte[] damaged = second.clone();
    damaged[40] ^= 1;
    assertThat(initiator.readSecond(damaged)).isNull();
    assertThat(initiator.readSecond(new byte[second.length])).isNull();
    assertThat(initiator.readSecond(second)).isEqualTo(vector.get("payload2"));
  }

  @Test
  void anotherPresharedKeyMakesNoSession() {
    byte[] second = responder.writeSecond(key("resp-ephemeral"), PresharedKey.NONE, new byte[0]);
    assertThat(initiator.readSecond(second)).isNull();
  }

  @Test
  void aDamagedFirstMessageIsNotRead() {
    byte[] damaged = vector.get("message1").clone();
    damaged[damaged.length - 1] ^= 1;
    var reader = new NoiseResponder(vector.get("prologue"), key("resp-static"), damaged);
    assertThat(reader.readStatic()).isNotNull();
    assertThat(reader.readPayload()).isNull();
    damaged[33] ^= 1;
    assertThat(new NoiseResponder(vector.get("prologue"), key("resp-static"), damaged).readStatic())
        .isNull();
  }

  private byte[] sealed(Aead aead, String payload, long counter) {
    byte[] plaintext = vector.get(payload);
    byte[] target = new byte[plaintext.length + Aead.TAG_LENGTH];
    aead.seal(
        MemorySegment.ofArray(plaintext),
        0,
        plaintext.length,
        plaintext.length,
        MemorySegment.ofArray(target),
        0,
        counter);
    return target;
  }

  private PrivateKey key(String name) {
    return PrivateKey.of(vector.get(name));
  }
}
