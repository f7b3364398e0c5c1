package io.hawser.lab.simnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever befalls a datagram, it is delivered, or counted under one reason.
///
/// ```
///   client ── Nat ──┐
///                   ├── Network ── server      answers whom it heard last
///   mobile ─────────┘
/// ```
class LedgerTest {
  private static final int SEEDS = 5;
  private static final Duration LENGTH = Duration.ofSeconds(12);
  private static final Duration UNDER_WAY = Duration.ofSeconds(5);

  private static final LinkProfile ROUGH =
      LinkProfile.ofDelay(Duration.ofMillis(10))
          .withJitter(Duration.ofMillis(5))
          .withLoss(0.05, 2)
          .withReordering(0.1, Duration.ofMillis(3))
          .withDuplication(0.05)
          .withRate(4_000_000, 20_000)
          .withMtu(1_200);

  private static final InetAddress SERVER = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress MOBILE = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("192.0.2.3");
  private static final InetAddress OUTSIDE = InetAddress.ofLiteral("203.0.113.1");
  private static final InetAddress INSIDE = InetAddress.ofLiteral("192.168.1.2");
  private static final int PORT = 9;

  /// Who sent it: the first byte of a datagram.
  private static final int OF_SERVER = 0;

  private static final int OF_CLIENT = 1;
  private static final int OF_MOBILE = 2;

  @Test
  void everyDatagramIsDeliveredOrCountedUnderOneReason() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          World world = new World(seed);
          world.run();
          Map<String, Long> drops = world.drops();
          long dropped = drops.values().stream().mapToLong(count -> count).sum();
          assertThat(drops).allSatisfy((reason, count) -> assertThat(count).isPositive());
          assertThat(world.heard + dropped).isEqualTo(world.sent + world.duplicated());
          assertThat(world.portsTotal(Port::received))
              .isEqualTo(world.heard + world.server.overflowed());
        });
  }

  private static final class World {
    final Simulation simulation;
    final Network network;
    final Nat nat;
    final Host server;
    final Port serverPort;
    final Port clientPort;
    final Port mobilePort;
    private final SplittableRandom random;
    private final @Nullable InetSocketAddress[] lastOf = new InetSocketAddress[3];
    long sent;
    long heard;

    World(long seed) {
      simulation = new Simulation(seed);
      random = simulation.newRandom();
      network = new Network(simulation);
      nat = network.nat(OUTSIDE, NatBehaviour.PORT_RESTRICTED);
      server = host("server");
      serverPort = network.attach(server, SERVER, ROUGH);
      mobilePort = network.attach(host("mobile"), MOBILE, ROUGH);
      clientPort = nat.attach(host("client"), INSIDE, ROUGH);
    }

    private Host host(String name) {
      return new Host(simulation, name, (_, from, _, payload) -> receive(from, payload));
    }

    private void receive(InetSocketAddress from, byte[] payload) {
      heard++;
      lastOf[payload[0]] = from;
    }

    void run() {
      at(1, () -> blackHole(new BlackHole.LongerThan(900)));
      at(2, () -> blackHole(BlackHole.NOTHING));
      at(3, () -> mobilePort.setPlugged(false));
      at(4, () -> mobilePort.setPlugged(true));
      at(5, () -> mobilePort.setAddress(ELSEWHERE));
      at(6, () -> nat.reboot(Duration.ofMillis(500).toNanos()));
      at(8, () -> server.pause(Duration.ofSeconds(2).toNanos()));
      long endNs = simulation.nowNs() + LENGTH.toNanos();
      while (simulation.nowNs() < endNs) {
        send(clientPort, OF_CLIENT, new InetSocketAddress(SERVER, PORT));
        send(mobilePort, OF_MOBILE, new InetSocketAddress(SERVER, PORT));
        answer(OF_CLIENT);
        answer(OF_MOBILE);
        simulation.runFor(Duration.ofMillis(1).toNanos());
      }
      simulation.runFor(UNDER_WAY.toNanos());
    }

    private void at(int second, Runnable event) {
      simulation.after(Duration.ofSeconds(second).toNanos(), event);
    }

    private void blackHole(BlackHole blackHole) {
      clientPort.up().set(ROUGH.withBlackHole(blackHole));
    }

    /// To where the other end's last datagram came from. The NAT meets a stranger now and then.
    private void answer(int whom) {
      InetSocketAddress to = lastOf[whom];
      if (to != null) {
        send(serverPort, OF_SERVER, to);
        if (whom == OF_CLIENT) {
          send(mobilePort, OF_MOBILE, to);
        }
      }
    }

    private void send(Port port, int who, InetSocketAddress to) {
      byte[] payload = new byte[random.nextInt(10, 1_300)];
      payload[0] = (byte) who;
      port.send(PORT, to, payload);
      sent++;
    }

    /// By reason; those of wires are of all wires together.
    Map<String, Long> drops() {
      Map<String, Long> drops = new LinkedHashMap<>();
      drops.put("refused", portsTotal(Port::refused));
      drops.put("too big", wiresTotal(Wire::tooBig));
      drops.put("queue", wiresTotal(Wire::queueDropped));
      drops.put("black hole", wiresTotal(Wire::blackHoled));
      drops.put("lost", wiresTotal(Wire::lost));
      drops.put("unroutable", network.unroutable());
      drops.put("unmapped", nat.unmapped());
      drops.put("filtered", nat.filtered());
      drops.put("swallowed", nat.swallowed());
      drops.put("unheard", portsTotal(Port::unheard));
      drops.put("misdirected", portsTotal(Port::misdirected));
      drops.put("overflowed", server.overflowed());
      return drops;
    }

    long duplicated() {
      return wiresTotal(Wire::duplicated);
    }

    long portsTotal(ToLongFunction<Port> counter) {
      return List.of(serverPort, clientPort, mobilePort).stream().mapToLong(counter).sum();
    }

    private long wiresTotal(ToLongFunction<Wire> counter) {
      return portsTotal(port -> counter.applyAsLong(port.up()) + counter.applyAsLong(port.down()));
    }
  }
}
