package io.hawser.edge.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceKeysTest {
  @TempDir Path state;

  @Test
  void keepsItsKeysAcrossARestart() {
    DeviceKeys before = keys();
    byte[] link = before.linkKey("broadband").publicKey();
    byte[] service = before.serviceKey().privateKey();
    var tls = before.tlsKey().getPublic();

    DeviceKeys after = keys();

    assertThat(after.linkKey("broadband").publicKey()).isEqualTo(link).isNotEqualTo(service);
    assertThat(after.serviceKey().privateKey()).isEqualTo(service);
    assertThat(after.tlsKey().getPublic()).isEqualTo(tls);
  }

  @Test
  void letsOnlyTheOwnerReadThem() throws Exception {
    keys().linkKey("mpls");

    assertThat(Files.getPosixFilePermissions(state.resolve("keys/link-mpls.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(state.resolve("keys")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void makesANewKeyWhereTheFileIsDamagedAndSetsTheOldOneAside() throws Exception {
    byte[] before = keys().linkKey("mpls").publicKey();
    Path file = state.resolve("keys/link-mpls.key");
    String text = Files.readString(file);
    // Not in the first byte, of which three bits do not matter (RFC 7748, section 5).
    String wrong = text.charAt(4) == 'A' ? "B" : "A";
    Files.writeString(file, text.substring(0, 4) + wrong + text.substring(5));

    assertThat(keys().linkKey("mpls").publicKey()).isNotEqualTo(before);
    assertThat(state.resolve("keys/link-mpls.key.damaged")).exists();
  }

  @Test
  void refusesALinkNameThatIsAPath() {
    assertThatThrownBy(() -> keys().linkKey("../../etc/passwd"))
        .hasMessage("link: ../../etc/passwd (expected: letters, digits and . _ -)");
  }

  /// RFC 7748, section 6.1: Alice's key pair; a key is read only if it derives what stands below
  /// it.
  @Test
  void derivesThePublicKeyOfThePublishedVector() {
    String privateKey = base64("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    String publicKey = base64("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");

    assertThat(AgreementKey.read(privateKey + "\n" + publicKey).text())
        .isEqualTo(privateKey + "\n" + publicKey + "\n");
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  private DeviceKeys keys() {
    return new DeviceKeys(state, new SecureRandom());
  }
}
