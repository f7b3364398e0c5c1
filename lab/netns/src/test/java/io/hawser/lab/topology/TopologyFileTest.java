package io.hawser.lab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TopologyFileTest {
  private static final String SMALL =
      """
      topology: small
      transports: [internet]
      sites:
        - name: hq
          lan:
            addresses: [10.1.0.1/24]
            hosts:
              - {name: hq-pc, addresses: [10.1.0.10/24]}
          links:
            - name: broadband
              transport: internet
              device: wan0
              addresses: [198.51.100.2/29, "2001:db8:1::2/64"]
              rate: {up: 10mbit, down: 50mbit}
              delay: 12ms
            - name: lte
              transport: internet
              device: wan1
              addresses: [192.168.1.2/24]
              nat: {kind: symmetric, address: 198.51.100.10/29}
      servers:
        - name: server
          links:
            - {name: uplink, transport: internet, device: eth0, addresses: [203.0.113.10/24]}
      """;

  static List<Path> topologies() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("../topologies"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void readsEveryTopologyOfTheLab(Path file) throws Exception {
    assertThat(TopologyFile.read(file).transports()).isNotEmpty();
  }

  @Test
  void readsSitesLinksAndServers() {
    Topology topology = TopologyFile.parse(SMALL, "small.yaml");

    Site hq = topology.sites().getFirst();
    assertThat(hq.lan().hosts()).extracting(LanHost::name).containsExactly("hq-pc");
    WanLink broadband = hq.links().getFirst();
    assertThat(broadband.settings().up().rateBps()).isEqualTo(10_000_000);
    assertThat(broadband.settings().down().rateBps()).isEqualTo(50_000_000);
    assertThat(broadband.settings().up().delayNs()).isEqualTo(12_000_000);
    assertThat(broadband.metric()).isEqualTo(100);
    WanLink lte = hq.links().getLast();
    assertThat(lte.metric()).isEqualTo(101);
    assertThat(lte.nat().orElseThrow().kind()).isEqualTo(NatKind.SYMMETRIC);
    assertThat(topology.servers()).extracting(Server::name).containsExactly("server");
  }

  @Test
  void takesTheFirstAddressOfAPrefixAsItsRouter() {
    assertThat(Address.parse("198.51.100.18/29").gateway()).hasToString("198.51.100.17/29");
    assertThat(Address.parse("2001:db8:ff::10/64").gateway())
        .hasToString("2001:db8:ff:0:0:0:0:1/64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delay: 12ms|dely: 12ms|small.yaml:15: key: dely (expected: one of name, transport",
        "delay: 12ms|dely: 12ms|did you mean delay?",
        "delay: 12ms|delay: soon|small.yaml:15: delay: soon (expected: a time such as 12ms",
        "up: 10mbit|upp: 10mbit|small.yaml:14: key: upp (expected: one of up, down; did you mean up?)",
        "kind: symmetric|kind: symetric|kind: symetric (expected: one of full-cone",
        "device: wan1|device: wan0|link: lte (expected: a name and a device of its own)",
        "transport: internet|transport: internt|small.yaml:11: transport: internt",
        "name: hq-pc|name: hq|name: hq (expected: a name not used before)",
        "10.1.0.10/24|10.9.0.10/24|addresses: 10.9.0.10/24 (expected: one of this LAN)",
        "10.1.0.1/24|10.1.0.1|small.yaml:6: addresses: 10.1.0.1 (expected: an address with its prefix",
        "198.51.100.2/29|198.51.100.1/29|not the prefix's first",
        "topology: small|topology: [small|(expected: YAML)",
        "transports: [internet]|seed: many|small.yaml:2: seed: many (expected: a whole number)",
        "192.168.1.2/24|2001:db8::2/64|IPv4 only behind a NAT",
        "delay: 12ms|name: again|name: twice (expected: each key once)",
      })
  void refusesMistakesWithFileLineAndWhatWasExpected(String right, String wrong, String message) {
    assertThat(SMALL).contains(right);

    assertThatThrownBy(() -> TopologyFile.parse(SMALL.replace(right, wrong), "small.yaml"))
        .isInstanceOf(TopologyException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesLansThatOverlap() {
    String two =
        SMALL.replace(
            "servers:\n",
            """
              - name: branch
                lan: {addresses: [10.1.0.129/25]}
                links:
                  - {name: a, transport: internet, device: wan0, addresses: [198.51.100.26/29]}
            servers:
            """);

    assertThatThrownBy(() -> TopologyFile.parse(two, "small.yaml"))
        .hasMessageContaining("small.yaml:22: addresses: 10.1.0.129/25 (expected: no overlap with");
  }
}
