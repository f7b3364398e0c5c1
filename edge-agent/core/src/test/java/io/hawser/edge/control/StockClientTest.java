package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.EdgePlan.ClientPlan;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.lab.simnet.Host;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// An edge with two links and a client that listens and never answers.
class StockClientTest {
  private static final LinkProfile QUICK = LinkProfile.ofDelay(Duration.ofMillis(5));

  private final Simulation simulation = new Simulation(1);
  private final Network network = new Network(simulation);
  private final VirtualEdge edge = new VirtualEdge(simulation, "edge", "10.1.0.0/24");
  private final PublicKey key = PrivateKey.generate(simulation.newRandom()::nextBytes).publicKey();
  private final List<InetAddress> calls = new ArrayList<>();
  private final List<InetAddress> callsElsewhere = new ArrayList<>();

  StockClientTest() {
    edge.attach(network, "broadband", "192.0.2.1", QUICK);
    edge.attach(network, "lte", "198.51.100.1", QUICK);
    listen("203.0.113.1", calls);
    listen("203.0.113.2", callsElsewhere);
  }

  @Test
  void takesAKeepaliveThatANewRevisionGives() {
    configure("203.0.113.1", 0, PresharedKey.NONE);
    run(60);
    assertThat(calls).isEmpty();

    configure("203.0.113.1", 10, PresharedKey.NONE);
    run(1);
    assertThat(calls).isNotEmpty();
  }

  @Test
  void opensTheSessionAnewWithAnotherPresharedKey() {
    configure("203.0.113.1", 10, PresharedKey.NONE);
    run(1);
    calls.clear();

    configure(
        "203.0.113.1",
        10,
        PresharedKey.of(
            new byte[] {
              1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
              1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
            }));
    run(1);
    assertThat(calls).as("at once, not at the next try").isNotEmpty();
  }

  @Test
  void callsAnAddressThatANewRevisionGives() {
    configure("203.0.113.1", 10, PresharedKey.NONE);
    run(1);

    configure("203.0.113.2", 10, PresharedKey.NONE);
    run(10);
    assertThat(callsElsewhere).isNotEmpty();
  }

  @Test
  void callsByAnotherLinkWhereTheFirstIsDown() {
    configure("203.0.113.1", 10, PresharedKey.NONE);
    run(1);
    assertThat(calls).containsOnly(InetAddress.ofLiteral("192.0.2.1"));
    calls.clear();

    edge.core
        .control()
        .onLinkState(
            new LinkState(0, false, false, false, List.of(), "no carrier"), simulation.nowNs());
    run(10);
    assertThat(calls).isNotEmpty().containsOnly(InetAddress.ofLiteral("198.51.100.1"));
  }

  private void listen(String address, List<InetAddress> heard) {
    Host host = new Host(simulation, address, (_, from, _, _) -> heard.add(from.getAddress()));
    network.attach(host, InetAddress.ofLiteral(address), QUICK);
  }

  private void configure(String address, int keepaliveSeconds, PresharedKey preshared) {
    edge.clients.clear();
    edge.clients.add(
        new ClientPlan(
            "phone",
            key,
            preshared,
            List.of(Prefix.parse("10.255.9.1/32")),
            Optional.of(new InetSocketAddress(address, 51_820)),
            keepaliveSeconds));
    edge.configure(Policy.standard());
  }

  private void run(int seconds) {
    simulation.runFor(Duration.ofSeconds(seconds).toNanos());
  }
}
