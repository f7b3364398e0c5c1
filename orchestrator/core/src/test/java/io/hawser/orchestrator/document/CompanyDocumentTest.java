package io.hawser.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.orchestrator.company.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompanyDocumentTest {
  private static final String GOOD =
      """
      topology: {kind: hub-and-spoke, hubs: [hq]}
      overlay: {ipv4: 10.254.0.0/16, ipv6: "fd00:77::/64"}
      sites:
        - name: hq
          lan: {device: lan0, prefixes: [10.1.0.0/24, "fd00:a:1::/64"]}
          links:
            - {name: broadband, device: wan0, transport: internet, up-mbps: 40, down-mbps: 100, mtu: 1492}
        - name: branch-1
          lan: {device: lan0, prefixes: [10.3.0.0/24]}
          links:
            - {name: lte, device: wan1, transport: internet, metered: true, backup: true, behind-nat: true}
      clients:
        - {name: phone, site: hq, public-key: "cGhvbmUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", addresses: [10.254.9.9/32], endpoint: "192.0.2.9:51820", keepalive-seconds: 25}
      """;

  @Test
  void writesWhatItReads() {
    CompanyDocument document = CompanyDocument.parse(GOOD, "company.yaml");
    assertThat(CompanyDocument.parse(document.toYaml(), "company.yaml")).isEqualTo(document);
    assertThat(document.sites().getFirst().links().getFirst().downBps()).isEqualTo(100_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metered: true        | meterd: true         | company.yaml:11: meterd: unknown key of links (expected: one of [backup, behind-nat, device, down-mbps, metered, mtu, name, transport, up-mbps]; did you mean metered)
          metered: true        | metered: yes         | company.yaml:11: metered: yes (expected: true or false)
          up-mbps: 40          | up-mbps: -4          | company.yaml:7: up-mbps: -4 (expected: a whole number from 0 to 1000000)
          10.3.0.0/24          | 10.1.0.128/25        | company.yaml:9: prefixes: 10.1.0.128/25 of site branch-1 overlaps 10.1.0.0/24 of site hq at line 5 (expected: prefixes that do not overlap)
          10.3.0.0/24          | 10.3.0.1/24          | company.yaml:9: prefixes: 10.3.0.1/24 (expected: a prefix such as 10.3.0.0/24, no host bits set)
          10.3.0.0/24          | 10.254.3.0/24        | company.yaml:9: prefixes: 10.254.3.0/24 of site branch-1 overlaps the overlay's 10.254.0.0/16, fd00:77::/64 (expected: prefixes outside it, or another overlay)
          hub-and-spoke        | hub-and-spokes       | company.yaml:1: kind: hub-and-spokes (expected: one of [full-mesh, hub-and-spoke]; did you mean hub-and-spoke)
          hubs: [hq]           | hubs: [hk]           | company.yaml:1: topology.hubs: hk (expected: one of [branch-1, hq]; did you mean hq)
          hubs: [hq]           | hubs: []             | company.yaml:1: topology.hubs: none (expected: at least one site for hub-and-spoke)
          name: branch-1       | name: hq             | company.yaml:8: sites.name: hq twice (expected: once)
          name: branch-1       | name: Branch_1       | company.yaml:8: site: Branch_1 (expected: 1 to 63 of a-z, 0-9 and -, not beginning or ending with -)
          device: wan1         | device: lan0         | company.yaml:8: branch-1.lan.device: lan0 (expected: a device that no link uses)
          site: hq             | site: hx             | company.yaml:13: clients.site: hx (expected: one of [branch-1, hq]; did you mean hq)
          cGhvbmU              | cGhv                 | company.yaml:13: public-key: cGhvAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= (expected: 32 bytes in base64, not all zero)
          [10.254.9.9/32]      | []                   | company.yaml:13: phone.addresses: none (expected: at least one prefix such as 10.255.128.5/32)
          192.0.2.9:51820      | vpn.example.org:1    | company.yaml:13: phone.endpoint: vpn.example.org:1 (expected: such as 192.0.2.9:51820 or [2001:db8::9]:51820)
          """)
  void refusesAWrongDocumentByLine(String good, String bad, String message) {
    refuses(GOOD.replace(good, bad), message);
  }

  @Test
  void refusesBrokenYamlByLine() {
    assertThatThrownBy(() -> CompanyDocument.parse("sites:\n  - {name: hq\n", "company.yaml"))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("company.yaml:")
        .hasMessageEndingWith("(expected: YAML)");
  }

  @Test
  void refusesAnEmptyDocument() {
    refuses("", "company.yaml:1: document: empty (expected: YAML)");
  }

  @Test
  void refusesAKeyWrittenTwice() {
    refuses("sites: []\nsites: []\n", "company.yaml:2: sites: twice (expected: once)");
  }

  @Test
  void refusesASecondDocument() {
    refuses(
        "sites: []\n---\nsites: []\n", "company.yaml:3: document: a second one (expected: one)");
  }

  private static void refuses(String yaml, String message) {
    assertThatThrownBy(() -> CompanyDocument.parse(yaml, "company.yaml"))
        .isInstanceOf(RefusedException.class)
        .hasMessage(message);
  }
}
