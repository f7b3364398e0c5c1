package io.hawser.lab.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.lab.emulator.WirePlan;
import io.hawser.lab.topology.TopologyFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlueprintTest {
  private final Instance instance = new Instance("test");

  @Test
  void givesEachHostOfTheDemoANamespaceAndEachLinkAWire() throws Exception {
    Blueprint blueprint = demo();

    assertThat(blueprint.hosts())
        .contains("hq", "hq-pc", "dc", "branch-1", "branch-1-pc", "branch-2", "orchestrator");
    assertThat(blueprint.wires())
        .extracting(WirePlan::link)
        .contains("branch-1/lte", "branch-1/mpls", "branch-2/broadband", "orchestrator/uplink");
    assertThat(blueprint.pairs()).allMatch(line -> line.startsWith("link add name "));
  }

  @Test
  void routesEachWanDeviceOfAnEdgeWithAMetricOfItsOwn() throws Exception {
    List<String> routes = demo().routes().get(instance.host("branch-1"));

    assertThat(routes)
        .contains(
            "route add default via 198.51.100.17 dev wan0 metric 100",
            "route add default via 198.51.100.25 dev wan1 metric 101",
            "route add default via 172.31.1.1 dev wan2 metric 102");
  }

  @Test
  void makesTheEdgeTheGatewayOfItsLan() throws Exception {
    assertThat(demo().routes().get(instance.host("branch-1-pc")))
        .contains("route add default via 10.1.0.1 dev eth0");
    assertThat(demo().routers()).contains(instance.host("branch-1"));
  }

  @Test
  void dropsWhatNobodyAskedForAtANat() throws Exception {
    assertThat(demo().firewalls().get(instance.nat("branch-2", "lte")))
        .contains("masquerade")
        .contains("iifname \"outside\" ct state new drop");
  }

  @Test
  void refusesAnInstanceNameThatWouldNotFitANamespace() {
    assertThatThrownBy(() -> new Instance("My.Lab"))
        .hasMessageContaining(
            "HAWSER_LAB: My.Lab (expected: 1 to 12 lower-case letters and digits)");
  }

  private Blueprint demo() throws Exception {
    return new Blueprint(instance, TopologyFile.read(Path.of("../topologies/demo.yaml")));
  }
}
