package io.hawser.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyTest {
  private final PrivateKey key = PrivateKey.generate(new Random(1)::nextBytes);

  @Test
  void aPublicKeyIsEqualToItsCopyOnly() {
    PublicKey copy = PublicKey.of(key.publicKey().toBytes());
    PublicKey other = PrivateKey.generate(new Random(2)::nextBytes).publicKey();
    assertThat(copy).isEqualTo(key.publicKey()).hasSameHashCodeAs(key.publicKey());
    assertThat(other).isNotEqualTo(key.publicKey());
    assertThat(copy.compareTo(key.publicKey())).isZero();
    assertThat(Integer.signum(other.compareTo(copy)))
        .isEqualTo(-Integer.signum(copy.compareTo(other)));
  }

  @Test
  void keysGoThroughTheirText() {
    assertThat(PublicKey.parse(key.publicKey().toString())).isEqualTo(key.publicKey());
    assertThat(PrivateKey.parse(key.secretText())).isEqualTo(key);
    assertThat(PresharedKey.parse("A".repeat(43) + "=")).isEqualTo(PresharedKey.NONE);
  }

  @Test
  void changingAnArrayChangesNoKey() {
    byte[] bytes = key.publicKey().toBytes();
    PublicKey copy = PublicKey.of(bytes);
    Arrays.fill(bytes, (byte) 1);
    Arrays.fill(copy.toBytes(), (byte) 1);
    assertThat(copy).isEqualTo(key.publicKey());
  }

  @Test
  void aPrivateKeyIsClampedAsWgClampsIt() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xFF);
    assertThat(PrivateKey.of(ones).secretText()).isEqualTo("+P" + "/".repeat(39) + "38=");
  }

  @Test
  void noTextOfASecretShowsIt() {
    PresharedKey preshared = PresharedKey.of(Blake2s.hash(new byte[] {1}));
    assertThat(key.toString()).doesNotContain(key.secretText());
    assertThat(preshared.toString()).isEqualTo("preshared key");
    assertThatThrownBy(() -> PrivateKey.parse("secret!"))
        .hasMessage("private key: 7 characters (expected: 44 characters of base64)");
  }

  @Test
  void wrongLengthsAreRefused() {
    assertThatThrownBy(() -> PublicKey.of(new byte[31]))
        .hasMessage("public key: 31 bytes (expected: 32 bytes)");
    assertThatThrownBy(() -> PublicKey.parse("!".repeat(44)))
        .hasMessageStartingWith("public key: 44 characters");
  }

  @Test
  void aDestroyedKeyAgreesOnNothingOfBefore() {
    byte[] before = new byte[32];
    byte[] after = new byte[32];
    PublicKey peer = PrivateKey.generate(new Random(3)::nextBytes).publicKey();
    key.agree(peer, before);
    key.destroy();
    key.agree(peer, after);
    assertThat(after).isNotEqualTo(before);
  }
}
