package io.hawser.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
  @ParameterizedTest
  @CsvSource({
    "10.20.0.0/16, 10.20.0.0/16",
    "0.0.0.0/0, 0.0.0.0/0",
    "192.0.2.7, 192.0.2.7/32",
    "255.255.255.255/32, 255.255.255.255/32",
    "::/0, ::/0",
    "2001:DB8:0:0:0:0:0:0/32, 2001:db8::/32",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1/128",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1/128",
    "fd00::/8, fd00::/8",
    "::1, ::1/128",
    "::/96, ::/96"
  })
  void readsAndWritesTheUsualForms(String text, String canonical) {
    assertThat(Prefix.parse(text)).hasToString(canonical);
    assertThat(Prefix.parse(canonical)).isEqualTo(Prefix.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10",
        "10.0.0/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "010.0.0.0/8",
        "256.0.0.0/8",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "1.2.3.4.5",
        "::/129",
        "fe80::1%eth0",
        "::ffff:10.0.0.0/104",
        "2001:db8",
        ":::/3",
        "host.example",
        "10.0.0.0 /8",
        "１.2.3.4"
      })
  void refusesWhatIsNoNetwork(String text) {
    assertThatThrownBy(() -> Prefix.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("prefix: " + text + " (expected: ");
  }

  @Test
  void refusesHostBitsAndSaysWhatWasMeant() {
    assertThatThrownBy(() -> Prefix.parse("10.20.1.0/16"))
        .hasMessage("prefix: 10.20.1.0/16 (expected: no host bits; did you mean \"10.20.0.0/16\")");
    assertThatThrownBy(() -> Prefix.parse("2001:db8::1/64"))
        .hasMessageContaining("\"2001:db8::/64\"");
  }

  @Test
  void keepsTheFamiliesApart() throws Exception {
    Prefix everything4 = Prefix.parse("0.0.0.0/0");
    Prefix everything6 = Prefix.parse("::/0");

    assertThat(everything6.contains(InetAddress.getByName("10.0.0.1"))).isFalse();
    assertThat(everything4.contains(InetAddress.getByName("2001:db8::1"))).isFalse();
    assertThat(everything6.contains(everything4)).isFalse();
    assertThat(everything6.overlaps(everything4)).isFalse();
    assertThat(everything4.bits()).isZero();
    assertThat(everything6.contains(InetAddress.getByName("2001:db8::1"))).isTrue();
    assertThat(everything4.contains(InetAddress.getByName("255.255.255.255"))).isTrue();
  }

  @Test
  void containsExactlyTheAddressesThatShareItsBits() {
    long seed = System.nanoTime();
    System.out.println("PrefixTest seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      boolean ipv4 = random.nextBoolean();
      int length = ipv4 ? 96 + random.nextInt(33) : random.nextInt(129);
      boolean[] bits = randomBits(random, ipv4);
      boolean[] other = bits.clone();
      int flipped = (ipv4 ? 96 : 0) + random.nextInt(ipv4 ? 32 : 128);
      other[flipped] = !other[flipped];
      boolean[] masked = bits.clone();
      java.util.Arrays.fill(masked, length, 128, false);
      if (!ipv4 && mapped(masked)) {
        continue;
      }
      var prefix = new Prefix(word(masked, 0), word(masked, 64), length);

      assertThat(prefix.contains(word(bits, 0), word(bits, 64))).isTrue();
      assertThat(prefix.contains(word(other, 0), word(other, 64))).isEqualTo(flipped >= length);
      assertThat(Prefix.parse(prefix.toString())).isEqualTo(prefix);
    }
  }

  private static boolean[] randomBits(Random random, boolean ipv4) {
    var bits = new boolean[128];
    for (int i = 0; i < 128; i++) {
      bits[i] = ipv4 && i < 96 ? i >= 80 : random.nextInt(3) == 0;
    }
    return bits;
  }

  private static boolean mapped(boolean[] bits) {
    return word(bits, 0) == 0 && word(bits, 64) >>> 32 == 0xffff;
  }

  private static long word(boolean[] bits, int from) {
    long word = 0;
    for (int i = from; i < from + 64; i++) {
      word = word << 1 | (bits[i] ? 1 : 0);
    }
    return word;
  }
}
