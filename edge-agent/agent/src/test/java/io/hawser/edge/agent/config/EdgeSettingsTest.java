package io.hawser.edge.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
  }

  @Test
  void refusesAnUnknownKeyWithItsLineAndTheNearestKey() {
    assertRefused(
        "serial: a\norchestator: https://x\n",
        "edge.yaml:2: orchestator: unknown key "
            + "(expected: one of orchestrator, claim, serial, threads; did you mean orchestrator?)");
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
