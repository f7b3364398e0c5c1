package io.hawser.orchestrator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @Test
  void readsAFileAndFillsInWhatItLeavesOut() {
    Settings settings = Settings.parse("names: [203.0.113.10, hawser.example.org]\n", "o.yaml");
    assertThat(settings.data()).isEqualTo(Path.of("/var/lib/hawser-orchestrator"));
    assertThat(settings.listen().getPort()).isEqualTo(8443);
    assertThat(settings.publicUri(8443)).hasToString("https://203.0.113.10:8443");
    assertThat(settings.certificateNames())
        .contains("203.0.113.10", "hawser.example.org", "127.0.0.1", "localhost");
  }

  @Test
  void anIpv6NameIsBracketedInLinks() {
    Settings settings =
        new Settings(Path.of("d"), Settings.listen("[::]:443"), List.of("2001:db8::1"));
    assertThat(settings.publicUri(443)).hasToString("https://[2001:db8:0:0:0:0:0:1]:443");
    assertThat(settings.localUri(443)).hasToString("https://127.0.0.1:443");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lisen: a            | o.yaml:1: lisen: unknown key of configuration (expected: one of [data, listen, names]; did you mean listen)
          listen: here        | o.yaml:1: listen: here (expected: address and port, such as 0.0.0.0:8443)
          listen: host:8443   | o.yaml:1: listen: host:8443 (expected: address and port, such as 0.0.0.0:8443)
          names: ['a b']      | o.yaml:1: names: a b (expected: an IP address or a host name)
          names: [1.2.3.4.5]  | o.yaml:1: names: 1.2.3.4.5 (expected: an IP address or a host name)
          """)
  void refusesAWrongFileByLine(String yaml, String message) {
    assertThatThrownBy(() -> Settings.parse(yaml, "o.yaml")).hasMessage(message);
  }

  @Test
  void warnsWhereNobodyElseCanReachItByName() {
    assertThat(Settings.parse("listen: 0.0.0.0:8443\n", "o.yaml").warnings())
        .singleElement()
        .asString()
        .startsWith("names: none (expected: ");
    assertThat(Settings.parse("names: [203.0.113.10]\n", "o.yaml").warnings()).isEmpty();
    assertThat(Settings.parse("listen: 203.0.113.10:8443\n", "o.yaml").warnings()).isEmpty();
  }
}
