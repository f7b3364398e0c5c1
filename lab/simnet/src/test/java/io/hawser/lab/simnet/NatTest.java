package io.hawser.lab.simnet;

import static io.hawser.lab.simnet.NatBehaviour.Dependence.ADDRESS_DEPENDENT;
import static io.hawser.lab.simnet.NatBehaviour.Dependence.ENDPOINT_INDEPENDENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NatTest {
  private static final LinkProfile QUICK = LinkProfile.ofDelay(Duration.ofMillis(1));
  private static final InetAddress OUTSIDE = InetAddress.ofLiteral("203.0.113.1");
  private static final InetAddress INSIDE = InetAddress.ofLiteral("192.168.1.2");
  private static final InetAddress NEIGHBOUR = InetAddress.ofLiteral("192.168.1.3");
  private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress B = InetAddress.ofLiteral("192.0.2.2");

  private final Simulation simulation = new Simulation(1);
  private final Network network = new Network(simulation);
  private final List<InetSocketAddress> heardByA = new ArrayList<>();
  private final List<InetSocketAddress> heardByB = new ArrayList<>();
  private final List<InetSocketAddress> heardInside = new ArrayList<>();
  private final List<InetSocketAddress> heardByNeighbour = new ArrayList<>();
  private final Port a = network.attach(host("a", heardByA), A, QUICK);
  private final Port b = network.attach(host("b", heardByB), B, QUICK);

  @Test
  void usesOneOutsidePortForEveryRemoteEndWhereMappingIsIndependent() {
    Port client = behind(NatBehaviour.OPEN);
    send(client, 9, A, 1);
    send(client, 9, A, 2);
    send(client, 9, B, 1);
    assertThat(heardByA).hasSize(2).containsOnly(heardByB.getFirst());
    assertThat(heardByA.getFirst().getAddress()).isEqualTo(OUTSIDE);
    send(client, 10, A, 1);
    assertThat(heardByA.getLast()).isNotEqualTo(heardByB.getFirst());
  }

  @Test
  void usesAnotherPortForEachRemoteAddressOrEndWhereMappingDependsOnThem() {
    Port client = behind(NatBehaviour.of(ADDRESS_DEPENDENT, ENDPOINT_INDEPENDENT));
    send(client, 9, A, 1);
    send(client, 9, A, 2);
    send(client, 9, B, 1);
    assertThat(heardByA.getLast()).isEqualTo(heardByA.getFirst()).isNotEqualTo(heardByB.getFirst());
  }

  @Test
  void usesAnotherPortForEachRemoteEndWhereItIsSymmetric() {
    Port client = behind(NatBehaviour.SYMMETRIC);
    send(client, 9, A, 1);
    send(client, 9, A, 2);
    assertThat(heardByA).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void letsInWhomItsFilterPermits() {
    assertThat(answersHeard(NatBehaviour.OPEN)).isEqualTo(3);
    assertThat(answersHeard(NatBehaviour.RESTRICTED)).isEqualTo(2);
    assertThat(answersHeard(NatBehaviour.PORT_RESTRICTED)).isEqualTo(1);
  }

  /// Of answers from the end that was called, from another port there, and from another address.
  private static int answersHeard(NatBehaviour behaviour) {
    NatTest world = new NatTest();
    Port client = world.behind(behaviour);
    world.send(client, 9, A, 1);
    InetSocketAddress outside = world.heardByA.getFirst();
    world.send(world.a, 1, outside.getAddress(), outside.getPort());
    world.send(world.a, 2, outside.getAddress(), outside.getPort());
    world.send(world.b, 1, outside.getAddress(), outside.getPort());
    assertThat(world.heardInside.getFirst()).isEqualTo(new InetSocketAddress(A, 1));
    return world.heardInside.size();
  }

  @Test
  void forgetsAMappingThatNothingLeftByAndKeepsOneThatIsUsed() {
    Nat nat = network.nat(OUTSIDE, NatBehaviour.OPEN.withIdle(Duration.ofSeconds(30)));
    Port client = nat.attach(host("client", heardInside), INSIDE, QUICK);
    send(client, 9, A, 1);
    InetSocketAddress outside = heardByA.getFirst();
    for (int i = 0; i < 4; i++) {
      simulation.runFor(Duration.ofSeconds(20).toNanos());
      send(client, 9, A, 1);
    }
    assertThat(heardByA).containsOnly(outside);
    for (int i = 0; i < 2; i++) {
      simulation.runFor(Duration.ofSeconds(20).toNanos());
      send(a, 1, outside.getAddress(), outside.getPort());
    }
    assertThat(heardInside).as("what comes in keeps nothing alive").hasSize(1);
    assertThat(nat.unmapped()).isEqualTo(1);
    send(client, 9, A, 1);
    assertThat(heardByA.getLast()).isNotEqualTo(outside);
  }

  @Test
  void losesItsMappingsWhenItReboots() {
    Nat nat = network.nat(OUTSIDE, NatBehaviour.PORT_RESTRICTED);
    Port client = nat.attach(host("client", heardInside), INSIDE, QUICK);
    send(client, 9, A, 1);
    InetSocketAddress outside = heardByA.getFirst();
    nat.reboot(Duration.ofSeconds(10).toNanos());
    send(client, 9, A, 1);
    assertThat(nat.swallowed()).isEqualTo(1);
    simulation.runFor(Duration.ofSeconds(10).toNanos());
    send(a, 1, outside.getAddress(), outside.getPort());
    assertThat(heardInside).isEmpty();
    send(client, 9, A, 1);
    assertThat(heardByA).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void isFoundAtItsNewAddressAfterARedial() {
    Nat nat = network.nat(OUTSIDE, NatBehaviour.OPEN);
    Port client = nat.attach(host("client", heardInside), INSIDE, QUICK);
    InetAddress next = InetAddress.ofLiteral("203.0.113.2");
    nat.setAddress(next);
    send(client, 9, A, 1);
    assertThat(heardByA.getFirst().getAddress()).isEqualTo(next);
    send(a, 1, next, heardByA.getFirst().getPort());
    send(a, 1, OUTSIDE, heardByA.getFirst().getPort());
    assertThat(heardInside).hasSize(1);
    assertThat(network.unroutable()).isEqualTo(1);
  }

  @Test
  void carriesBetweenHostsBehindItByEitherAddress() {
    Nat nat = network.nat(OUTSIDE, NatBehaviour.OPEN);
    Port client = nat.attach(host("client", heardInside), INSIDE, QUICK);
    Port neighbour = nat.attach(host("neighbour", heardByNeighbour), NEIGHBOUR, QUICK);
    send(client, 9, NEIGHBOUR, 7);
    assertThat(heardByNeighbour).containsExactly(new InetSocketAddress(INSIDE, 9));
    send(neighbour, 7, A, 1);
    send(client, 9, OUTSIDE, heardByA.getFirst().getPort());
    assertThat(heardByNeighbour).hasSize(2);
    assertThat(heardByNeighbour.getLast().getAddress()).isEqualTo(OUTSIDE);
  }

  @Test
  void refusesOneMappingTooMany() {
    Nat nat = network.nat(OUTSIDE, NatBehaviour.OPEN);
    Port client = nat.attach(host("client", heardInside), INSIDE, QUICK);
    for (int i = 0; i <= Nat.CAPACITY; i++) {
      client.send(1 + i, new InetSocketAddress(A, 1), new byte[1]);
    }
    simulation.runFor(Duration.ofSeconds(1).toNanos());
    assertThat(heardByA).hasSize(Nat.CAPACITY).doesNotHaveDuplicates();
    assertThat(nat.exhausted()).isEqualTo(1);
    simulation.runFor(NatBehaviour.OPEN.idleNs());
    send(client, 60_000, A, 1);
    assertThat(heardByA).hasSize(Nat.CAPACITY + 1);
  }

  private Port behind(NatBehaviour behaviour) {
    return network.nat(OUTSIDE, behaviour).attach(host("client", heardInside), INSIDE, QUICK);
  }

  private Host host(String name, List<InetSocketAddress> heard) {
    return new Host(simulation, name, (_, from, _, _) -> heard.add(from));
  }

  private void send(Port port, int fromPort, InetAddress to, int toPort) {
    port.send(fromPort, new InetSocketAddress(to, toPort), new byte[1]);
    simulation.runFor(Duration.ofMillis(100).toNanos());
  }
}
