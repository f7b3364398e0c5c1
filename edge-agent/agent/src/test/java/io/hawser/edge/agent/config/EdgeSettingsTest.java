package io.hawser.edge.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.edge.agent.stamp.KeyFile;
import io.hawser.edge.agent.stamp.ReflectorPeers;
import io.hawser.edge.agent.stamp.ReflectorSetup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeSettingsTest {
  private static final String CLAIM = "hwc1." + "A".repeat(64);

  @Test
  void readsAFileWithAllKeys() {
    EdgeSettings settings =
        parse(
            "# our box\norchestrator: https://203.0.113.10\nclaim: "
                + CLAIM
                + "\nserial: X-1\nthreads: 1\n");

    assertThat(settings.orchestrator()).isEqualTo(URI.create("https://203.0.113.10:8443"));
    assertThat(settings.claim()).isNotNull();
    assertThat(settings.serial()).isEqualTo("X-1");
    assertThat(settings.threads()).isEqualTo(1);
  }

  @Test
  void needsOnlyTheOrchestrator() {
    EdgeSettings settings = parse("orchestrator: https://[2001:db8::7]:9443/");

    assertThat(settings.orchestrator()).isEqualTo(URI.create("https://[2001:db8::7]:9443"));
    assertThat(settings.claim()).isNull();
    assertThat(settings.threads()).isEqualTo(2);
    assertThat(settings.reflector()).isEmpty();
  }

  @Test
  void readsAReflector(@TempDir Path directory) throws IOException {
    Path key =
        Files.createFile(
            directory.resolve("stamp.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "a key of the tests' own");
    ReflectorSetup all =
        parse(
                """
                orchestrator: https://x
                stamp-reflector: stateful
                stamp-links: broadband, lte
                stamp-peers: 192.0.2.0/24, 2001:db8::7
                stamp-port: 20862
                stamp-key: %s
                stamp-short-requests: yes
                """
                    .formatted(key))
            .reflector()
            .orElseThrow();
    assertThat(all.stateful()).isTrue();
    assertThat(all.links()).containsExactly("broadband", "lte");
    assertThat(all.peers()).isEqualTo(ReflectorPeers.parse("192.0.2.0/24,2001:db8::7/128"));
    assertThat(all.port()).isEqualTo(20_862);
    assertThat(all.key()).isNotNull();
    assertThat(all.shortRequests()).isTrue();

    ReflectorSetup least =
        parse(
                "orchestrator: https://x\nstamp-reflector: stateless\nstamp-links: lte\nstamp-peers: any\n")
            .reflector()
            .orElseThrow();
    assertThat(least)
        .isEqualTo(
            new ReflectorSetup(
                false, List.of("lte"), ReflectorPeers.parse("any"), 862, null, false));
    assertThat(parse("orchestrator: https://x\nstamp-reflector: off\n").reflector()).isEmpty();
  }

  @Test
  void refusesAReflectorThatIsNotSaidWhereAndForWhom() {
    assertRefused(
        "orchestrator: https://x\nstamp-reflector: stateless\nstamp-peers: any\n",
        "edge.yaml:1: stamp-links: absent (expected: names of links, with commas)");
    assertRefused(
        "orchestrator: https://x\nstamp-reflector: stateless\nstamp-links: lte\n",
        "edge.yaml:1: stamp-peers: absent (expected: addresses and prefixes, with commas, or any)");
    assertRefused(
        "orchestrator: https://x\nstamp-links: lte,,\n",
        "edge.yaml:2: stamp-links: lte,, (expected: names of links, with commas)");
    assertRefused(
        "orchestrator: https://x\nstamp-reflector: on\n",
        "edge.yaml:2: stamp-reflector: on (expected: off, stateless or stateful)");
    assertRefused(
        "orchestrator: https://x\nstamp-port: 65536\n",
        "edge.yaml:2: stamp-port: 65536 (expected: 1 to 65535)");
    assertRefused(
        "orchestrator: https://x\nstamp-key: /none\n",
        "edge.yaml:2: stamp-key: /none (expected: " + KeyFile.FORM + ")");
  }

  @Test
  void refusesAnUnknownKeyWithItsLineAndTheNearestKey() {
    assertRefused(
        "serial: a\norchestator: https://x\n",
        "edge.yaml:2: orchestator: unknown key "
            + "(expected: one of orchestrator, claim, serial, threads, stamp-reflector, stamp-links,"
            + " stamp-peers, stamp-port, stamp-key, stamp-short-requests; did you mean"
            + " orchestrator?)");
  }

  @Test
  void refusesAnOrchestratorWithoutTls() {
    assertRefused(
        "\norchestrator: http://x\n",
        "edge.yaml:2: orchestrator: http://x (expected: https://HOST[:PORT])");
  }

  @Test
  void refusesMoreThreadsThanThereAreDirections() {
    assertRefused(
        "orchestrator: https://x\nthreads: 3\n", "edge.yaml:2: threads: 3 (expected: 1 or 2)");
  }

  @Test
  void refusesAFileThatNamesNoOrchestrator() {
    assertRefused("", "edge.yaml:1: orchestrator: absent (expected: https://HOST[:PORT])");
  }

  @Test
  void refusesAKeyGivenTwice() {
    assertThatThrownBy(() -> parse("serial: a\nserial: b\n"))
        .hasMessageStartingWith("edge.yaml:2: ");
  }

  @Test
  void refusesWhatIsNoSingleValue() {
    assertRefused(
        "serial: [a, b]\n", "edge.yaml:1: serial: START_ARRAY (expected: a single value)");
  }

  @Test
  void refusesBrokenYamlWithItsLine() {
    assertThatThrownBy(() -> parse("orchestrator: https://x\n  serial: 'a\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("edge.yaml:2: broken YAML")
        .hasMessageContaining("expected");
  }

  @Test
  void refusesAClaimOfTheWrongLengthWithoutRepeatingIt() {
    assertThatThrownBy(() -> parse("orchestrator: https://x\nclaim: hwc1." + "A".repeat(60)))
        .hasMessage(
            "edge.yaml:2: claim: hwc1.AAAAAAA… (expected: hwc1. and 64 characters of base64url)");
  }

  @Test
  void theReadmeShowsTheTableOfTheSettings() throws IOException {
    assertThat(Files.readString(Path.of("README.md")))
        .contains(SettingTable.markdown(EdgeSettings.class));
  }

  private static EdgeSettings parse(String text) {
    return EdgeSettings.parse(text, "edge.yaml");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(SettingsException.class).hasMessage(message);
  }
}
