package io.hawser.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublishedVectorsTest {

  @Test
  void blake2sMatchesItsReference() {
    List<Map<String, byte[]>> cases = Vectors.read("blake2s.txt");
    assertThat(cases).hasSize(25);
    for (Map<String, byte[]> c : cases) {
      byte[] message = c.get("message");
      if (c.containsKey("hash")) {
        assertThat(Blake2s.hash(message)).isEqualTo(c.get("hash"));
      } else {
        assertThat(Blake2s.mac(c.get("key"), message, 0, message.length)).isEqualTo(c.get("mac"));
      }
    }
  }

  @Test
  void blake2sHashesPartsAsOneMessage() {
    byte[] message = new byte[150];
    assertThat(Blake2s.hash(new byte[70], new byte[0], new byte[80]))
        .isEqualTo(Blake2s.hash(message));
  }

  @Test
  void kdfMatchesWireguardGoWithOneTwoAndThreeOutputs() {
    for (Map<String, byte[]> c : Vectors.read("kdf.txt")) {
      for (int outputs = 1; outputs <= 3; outputs++) {
        byte[][] made = new byte[outputs][Blake2s.HASH_LENGTH];
        Kdf.derive(c.get("key"), c.get("input"), made);
        for (int i = 0; i < outputs; i++) {
          assertThat(made[i]).isEqualTo(c.get("t" + i));
        }
      }
    }
  }

  @Test
  void kdfMayWriteOverItsChainingKey() {
    byte[] key = Blake2s.hash(new byte[] {1});
    byte[] second = new byte[32];
    byte[][] apart = new byte[2][32];
    Kdf.derive(key, new byte[] {2}, apart);
    Kdf.derive(key, new byte[] {2}, key, second);
    assertThat(key).isEqualTo(apart[0]);
    assertThat(second).isEqualTo(apart[1]);
  }

  @Test
  void hmacHashesKeysThatAreLongerThanABlock() {
    byte[] longKey = new byte[65];
    assertThat(Kdf.hmac(longKey, new byte[] {1}))
        .isEqualTo(Kdf.hmac(Blake2s.hash(longKey), new byte[] {1}));
  }

  @Test
  void x25519MatchesItsRfc() {
    for (Map<String, byte[]> c : Vectors.read("x25519.txt")) {
      assertThat(agreed(c.get("scalar"), c.get("point"))).isEqualTo(c.get("result"));
    }
  }

  @Test
  void x25519MatchesItsRfcAfterAThousandIterations() {
    byte[] k = new byte[32];
    k[0] = 9;
    byte[] u = k;
    for (int i = 0; i < 1000; i++) {
      byte[] r = agreed(k, u);
      u = k;
      k = r;
      if (i == 0) {
        assertThat(k)
            .isEqualTo(
                Vectors.bytes("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));
      }
    }
    assertThat(k)
        .isEqualTo(
            Vectors.bytes("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
  }

  @Test
  void x25519RefusesEveryPointOfLowOrder() {
    List<Map<String, byte[]>> cases = Vectors.read("x25519-low-order.txt");
    assertThat(cases).hasSize(14);
    PrivateKey key = PrivateKey.generate(bytes -> Arrays.fill(bytes, (byte) 0x5A));
    for (Map<String, byte[]> c : cases) {
      assertThat(key.agree(PublicKey.of(c.get("point")), new byte[32])).isFalse();
    }
  }

  @Test
  void chacha20Poly1305MatchesItsRfc() {
    for (Map<String, byte[]> c : Vectors.read("chacha20poly1305.txt")) {
      byte[] sealed =
          ChaCha20Poly1305.seal(
              c.get("key"), c.get("nonce"), c.get("associated"), c.get("plaintext"));
      assertThat(sealed).isEqualTo(c.get("sealed"));
      assertThat(ChaCha20Poly1305.open(c.get("key"), c.get("nonce"), c.get("associated"), sealed))
          .isEqualTo(c.get("plaintext"));
    }
  }

  @Test
  void hchacha20MatchesItsDraft() {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    byte[] nonce = Arrays.copyOf(Vectors.bytes("000000090000004a0000000031415927"), 24);
    assertThat(XChaCha20Poly1305.subkey(key, nonce))
        .isEqualTo(
            Vectors.bytes("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"));
  }

  @Test
  void xchacha20Poly1305MatchesItsDraft() {
    for (Map<String, byte[]> c : Vectors.read("xchacha20poly1305.txt")) {
      byte[] sealed =
          XChaCha20Poly1305.seal(
              c.get("key"), c.get("nonce"), c.get("associated"), c.get("plaintext"));
      assertThat(sealed).isEqualTo(c.get("sealed"));
      assertThat(XChaCha20Poly1305.open(c.get("key"), c.get("nonce"), c.get("associated"), sealed))
          .isEqualTo(c.get("plaintext"));
    }
  }

  @Test
  void aChangedBitAnywhereIsRefused() {
    Map<String, byte[]> c = Vectors.read("xchacha20poly1305.txt").getFirst();
    for (int bit = 0; bit < c.get("sealed").length * 8; bit++) {
      byte[] damaged = c.get("sealed").clone();
      damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
      assertThat(XChaCha20Poly1305.open(c.get("key"), c.get("nonce"), c.get("associated"), damaged))
          .isNull();
    }
    assertThat(XChaCha20Poly1305.open(c.get("key"), c.get("nonce"), new byte[0], new byte[15]))
        .isNull();
  }

  private static byte[] agreed(byte[] scalar, byte[] point) {
    byte[] shared = new byte[32];
    assertThat(PrivateKey.of(scalar).agree(PublicKey.of(point), shared)).isTrue();
    return shared;
  }
}
