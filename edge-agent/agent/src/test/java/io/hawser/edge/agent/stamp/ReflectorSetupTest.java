package io.hawser.edge.agent.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.probe.StampKey;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReflectorSetupTest {
  @TempDir Path directory;

  @Test
  void peersAreAddressesAndPrefixesOfBothFamilies() {
    ReflectorPeers peers = ReflectorPeers.parse("192.0.2.0/24, 203.0.113.7,2001:db8::/32");
    assertThat(peers.test(InetAddress.ofLiteral("192.0.2.200"))).isTrue();
    assertThat(peers.test(InetAddress.ofLiteral("203.0.113.7"))).isTrue();
    assertThat(peers.test(InetAddress.ofLiteral("203.0.113.8"))).isFalse();
    assertThat(peers.test(InetAddress.ofLiteral("2001:db8:77::1"))).isTrue();
    assertThat(peers.test(InetAddress.ofLiteral("2001:db9::1"))).isFalse();
    assertThat(ReflectorPeers.parse("any").test(InetAddress.ofLiteral("2001:db9::1"))).isTrue();
  }

  @Test
  void peersThatAreNoneAreRefused() {
    for (String text : new String[] {"", "192.0.2.0/33", "hq", "192.0.2.1,", "any, 192.0.2.1"}) {
      assertThatThrownBy(() -> ReflectorPeers.parse(text))
          .as("'%s'", text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aKeyIsALineOrTheBytesThatItsDigitsName() throws IOException {
    assertThat(tagOf("0123456789"))
        .isEqualTo(tagOf("0123456789\n"))
        .isEqualTo(tagOf("0123456789\r\n"));
    assertThat(tagOf("hex:30313233343536373839")).isEqualTo(tagOf("0123456789"));
    assertThat(tagOf("0123456788")).isNotEqualTo(tagOf("0123456789"));
  }

  @Test
  void aFileThatOthersMayReadOrThatHoldsNoKeyIsRefused() throws IOException {
    Path open = file("0123456789", "rw-r-----");
    assertThatThrownBy(() -> KeyFile.read(open)).hasMessageContaining("expected: mode 0600");
    for (String content : new String[] {"", "short\n", "hex:zz", "hex:0011", "x".repeat(5_000)}) {
      Path bad = file(content, "rw-------");
      assertThatThrownBy(() -> KeyFile.read(bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> KeyFile.read(directory.resolve("absent")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(KeyFile.read(file("0123456789", "rw-------"))).hasToString("key of 10 bytes");
  }

  private byte[] tagOf(String content) throws IOException {
    StampKey key = KeyFile.read(file(content, "rw-------")).key();
    byte[] packet = new byte[112];
    key.seal(MemorySegment.ofArray(packet), 0);
    return packet;
  }

  private Path file(String content, String permissions) throws IOException {
    Path file = Files.createTempFile(directory, "key", "");
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
