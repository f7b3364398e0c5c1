package io.hawser.lab.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  @TempDir private Path directory;

  private final List<String> commands = new ArrayList<>();
  private String refused = "";

  @BeforeEach
  void haveEverything() throws IOException {
    Files.createDirectory(directory.resolve("ipv6"));
    Files.createFile(directory.resolve("tun"));
  }

  @Test
  void lacksNothingWhereEverythingIsThere() {
    assertThat(lacking()).isEmpty();
  }

  @Test
  void namesIpv6AndTheKernelsOptionWhereItIsOff() throws IOException {
    Files.delete(directory.resolve("ipv6"));

    assertThat(lacking()).singleElement().asString().startsWith("IPv6:").contains("ipv6.disable=1");
  }

  @Test
  void triesTheModuleAndNamesItWhereThereIsNoTunDevice() throws IOException {
    Files.delete(directory.resolve("tun"));

    assertThat(lacking()).singleElement().asString().contains("/dev/net/tun", "modprobe tun");
    assertThat(commands).contains("modprobe tun");
  }

  @Test
  void namesTheModulesWhereNftCannotDoNat() {
    refused = "nft";

    assertThat(lacking()).singleElement().asString().contains("NAT", "nft_masq");
  }

  @Test
  void asksNothingElseWhereNamespacesAreRefused() {
    refused = "unshare";

    assertThat(lacking()).singleElement().asString().startsWith("namespaces:");
    assertThat(commands).hasSize(1);
  }

  private List<String> lacking() {
    return new Machine(
            directory.resolve("ipv6"), directory.resolve("tun"), "unshare", this::attempt)
        .lacking();
  }

  private String attempt(String input, List<String> words) throws IOException {
    commands.add(String.join(" ", words));
    if (words.contains(refused)) {
      throw new IOException(refused + ": refused");
    }
    return "";
  }
}
