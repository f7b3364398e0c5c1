package io.hawser.orchestrator.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.orchestrator.ACompany;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.PathPair;
import io.hawser.orchestrator.api.Peer;
import io.hawser.orchestrator.api.Route;
import io.hawser.orchestrator.command.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfigurationCompilerTest {
  private static final String SITES =
      """
      sites:
        - name: hq
          lan: {device: lan0, prefixes: [10.1.0.0/24, "fd00:a:1::/64"]}
          links:
            - {name: broadband, device: wan0, transport: internet, up-mbps: 100, down-mbps: 100}
            - {name: mpls, device: wan1, transport: mpls}
        - name: dc
          lan: {device: lan0, prefixes: [10.2.0.0/24]}
          links:
            - {name: mpls, device: wan0, transport: mpls}
            - {name: broadband, device: wan1, transport: internet}
        - name: branch-1
          lan: {device: lan0, prefixes: [10.3.0.0/24]}
          links:
            - {name: broadband, device: wan0, transport: internet, up-mbps: 40, down-mbps: 100}
            - {name: lte, device: wan1, transport: internet, metered: true, backup: true, behind-nat: true}
            - {name: mpls, device: wan2, transport: mpls}
        - name: branch-2
          lan: {device: lan0, prefixes: [10.4.0.0/24]}
          links:
            - {name: broadband, device: wan0, transport: internet, behind-nat: true}
            - {name: lte, device: wan1, transport: internet, metered: true, backup: true, behind-nat: true}
      """;

  private static final String CLIENTS =
      """
      clients:
        - {name: phone, site: hq, public-key: "cGhvbmUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", addresses: [10.255.128.5/32]}
      """;

  private static ACompany standing(String topology) {
    return ACompany.of(topology + SITES + CLIENTS)
        .standing("hq", "broadband=198.51.100.1,2001:db8::1", "mpls=172.16.0.1")
        .standing("dc", "mpls=172.16.0.2", "broadband=198.51.100.2")
        .standing("branch-1", "broadband=203.0.113.3", "lte=100.64.0.3", "mpls=172.16.0.3")
        .standing("branch-2", "broadband=192.168.4.2", "lte=100.64.0.4");
  }

  @Test
  void compilesAMeshToTheGoldenConfiguration() throws IOException {
    ACompany company = standing("topology: {kind: full-mesh, hubs: [hq]}\n");
    assertThat(text(company, "branch-1")).isEqualTo(golden("mesh-branch-1.txt"));
  }

  @Test
  void compilesAHubAndSpokeToTheGoldenConfigurations() throws IOException {
    ACompany company = standing("topology: {kind: hub-and-spoke, hubs: [hq, dc]}\n");
    assertThat(text(company, "branch-1")).isEqualTo(golden("spoke-branch-1.txt"));
    assertThat(text(company, "hq")).isEqualTo(golden("hub-hq.txt"));
  }

  @Test
  void namesTheCiphersThatBothSidesOffer() {
    ACompany company = standing("");
    offer(company, "hq", "aes-256-gcm", "rot13");
    offer(company, "dc", "aes-256-gcm");
    assertThat(ciphers(company, "hq", "dc")).containsExactly("aes-256-gcm");
    assertThat(ciphers(company, "dc", "hq")).containsExactly("aes-256-gcm");
    assertThat(ciphers(company, "hq", "branch-1")).isEmpty();
    offer(company, "dc");
    assertThat(ciphers(company, "hq", "dc")).isEmpty();
  }

  private static void offer(ACompany company, String edge, String... ciphers) {
    company.submit(
        new Command.ReportHello(edge, ACompany.key(edge + "/service"), List.of(ciphers)));
  }

  private static List<String> ciphers(ACompany company, String edge, String peer) {
    return compile(company, edge).getPeersList().stream()
        .filter(each -> each.getName().equals(peer))
        .flatMap(each -> each.getCiphersList().stream())
        .toList();
  }

  @Test
  void pairsLinksOfOneTransportOnly() {
    ACompany company = standing("");
    assertThat(pathsTo(company, "hq", "dc")).containsExactly("broadband>broadband", "mpls>mpls");
  }

  @Test
  void pairsNoTwoLinksThatAreBothBehindANat() {
    ACompany company = standing("");
    assertThat(pathsTo(company, "branch-1", "branch-2"))
        .containsExactly("broadband>broadband", "broadband>lte");
  }

  @Test
  void pairsNoLinksWithoutAnAddressFamilyInCommon() {
    ACompany company =
        ACompany.of(SITES)
            .standing("hq", "broadband=2001:db8::1", "mpls=172.16.0.1")
            .standing("dc", "mpls=172.16.0.2", "broadband=198.51.100.2");
    assertThat(pathsTo(company, "hq", "dc")).containsExactly("mpls>mpls");
  }

  @Test
  void choosesTheSamePathsFromBothSides() {
    ACompany company = standing("");
    for (String one : company.company().edges().keySet()) {
      for (String other : company.company().edges().keySet()) {
        List<String> turned =
            pathsTo(company, other, one).stream()
                .map(path -> path.split(">")[1] + ">" + path.split(">")[0])
                .toList();
        assertThat(new TreeSet<>(pathsTo(company, one, other))).isEqualTo(new TreeSet<>(turned));
      }
    }
  }

  @Test
  void givesNoEndpointsOfALinkBehindANat() {
    Peer peer = peer(compile(standing(""), "hq"), "branch-2");
    assertThat(peer.getLinksList()).allMatch(link -> link.getEndpointsCount() == 0);
  }

  @Test
  void routesBetweenSpokesThroughTheHubsInTheirOrder() {
    EdgeConfiguration spoke =
        compile(standing("topology: {kind: hub-and-spoke, hubs: [dc, hq]}\n"), "branch-1");
    assertThat(route(spoke, "10.4.0.0/24").getViaPeerIdsList()).containsExactly("dc", "hq");
    assertThat(route(spoke, "10.1.0.0/24").getViaPeerIdsList()).containsExactly("hq", "dc");
  }

  @Test
  void aHubNeverSendsToAnotherHubWhatIsNotItsOwn() {
    EdgeConfiguration hub =
        compile(standing("topology: {kind: hub-and-spoke, hubs: [dc, hq]}\n"), "hq");
    assertThat(route(hub, "10.4.0.0/24").getViaPeerIdsList()).containsExactly("branch-2");
    assertThat(peer(hub, "dc").getAllowedPrefixesList())
        .containsExactly("10.2.0.0/24", "10.255.0.2/32", "fd00:4a57::2/128");
  }

  @Test
  void keepsARouteWithoutNextHopForASiteThatCannotBeReached() {
    ACompany company =
        ACompany.of(SITES).standing("hq", "broadband=198.51.100.1", "mpls=172.16.0.1");
    assertThat(route(compile(company, "hq"), "10.4.0.0/24").getViaPeerIdsList()).isEmpty();
  }

  @Test
  void aLinkThatLosesItsAddressStaysWhereItWas() {
    ACompany company = standing("");
    EdgeConfiguration before = compile(company, "hq");
    company.submit(
        new Command.ReportLinks("branch-1", ACompany.sightings("branch-1", "broadband=")));
    company.submit(new Command.ReportLinks("branch-1", ACompany.sightings("branch-1")));
    assertThat(compile(company, "hq")).isEqualTo(before);
  }

  @Test
  void compilingTwiceGivesTheSameBytes() {
    assertThat(compile(standing(""), "hq").toByteString())
        .isEqualTo(compile(standing(""), "hq").toByteString());
  }

  @Test
  void movingALinkInTheDocumentMovesNoPort() {
    ACompany company = standing("");
    String turned =
        SITES.replace(
            "      - {name: mpls, device: wan0, transport: mpls}\n      - {name: broadband, device: wan1, transport: internet}\n",
            "      - {name: broadband, device: wan1, transport: internet}\n");
    company.apply(turned);
    assertThat(compile(company, "dc").getLinks(0).getListenPort()).isEqualTo(51_821);
  }

  private static EdgeConfiguration compile(ACompany company, String edge) {
    return ConfigurationCompiler.compile(company.company(), company.edge(edge));
  }

  /// Without the policy, whose text is another module's.
  private static String text(ACompany company, String edge) {
    return compile(company, edge).toBuilder().clearPolicyYaml().build().toString();
  }

  private static List<String> pathsTo(ACompany company, String from, String to) {
    return compile(company, from).getPathsList().stream()
        .filter(path -> path.getPeerId().equals(to))
        .map((PathPair path) -> path.getLink() + ">" + path.getPeerLink())
        .toList();
  }

  private static Peer peer(EdgeConfiguration configuration, String id) {
    return configuration.getPeersList().stream()
        .filter(peer -> peer.getEdgeId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Route route(EdgeConfiguration configuration, String prefix) {
    return configuration.getRoutesList().stream()
        .filter(route -> route.getPrefix().equals(prefix))
        .findFirst()
        .orElseThrow();
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = ConfigurationCompilerTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
