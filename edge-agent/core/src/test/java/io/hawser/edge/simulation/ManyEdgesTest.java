package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.path.Direction;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathLabel;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import io.hawser.edge.simulation.Stream.Kind;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.HostClock;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Many edges in one simulation: branches with two links each, and a hub, one link of which
/// swallows everything for a while. The [Books] are kept at every one of them.
///
/// ```
///   branch 1 ══ internet, mpls ══╗
///   branch 2 ══ internet, mpls ══╬══ hub        a request and a word of a call each way, 5 a second
///   …                            ║
/// ```
class ManyEdgesTest {
  /// Set to have so many branches: `-Dsimnet.branches=100`.
  private static final String BRANCHES = "simnet.branches";

  /// Of few branches: outages end at as many moments of everybody's probes and reports.
  private static final int SEEDS = 8;

  private static final int FEW = 12;
  private static final int MANY = 100;

  /// Of the judgement over many seeds.
  private static final int FULL_SEEDS = 200;

  private static final Duration SETTLED = Duration.ofSeconds(15);
  private static final Duration BLACK = Duration.ofSeconds(10);
  private static final Duration RESTORED = Duration.ofSeconds(40);

  /// After the event, and after which a packet is late: what is sent again is there by then.
  private static final Duration LATEST = Duration.ofMillis(240);

  private static final String INTERNET = "internet";
  private static final String MPLS = "mpls";
  private static final LinkProfile NO_DELAY = LinkProfile.ofDelay(Duration.ZERO);

  /// @param leftMs of each flow that took the link
  /// @param late packets of each of these
  private record Outcome(
      int edges, List<Double> leftMs, List<Double> late, double msOfAVirtualSecond) {}

  @Test
  void everyEdgeKeepsItsBooksWhileALinkOfTheHubIsAway() {
    BySeed<Outcome> outcomes =
        Seeds.gatherAtMost(isFull() ? 1 : SEEDS, seed -> story(seed, branches()));
    Figures figures = new Figures("many-edges");
    figures
        .line("the link is left after", "ms", outcomes.flatMap(Outcome::leftMs))
        .median()
        .p99AtMost(250)
        .worst();
    figures
        .line("packets of a flow missing or late", "", outcomes.flatMap(Outcome::late))
        .medianAtMost(0)
        .worst();
    figures
        .line(
            "a virtual second of %d edges takes".formatted(outcomes.values().getFirst().edges),
            "ms",
            outcomes.map(Outcome::msOfAVirtualSecond))
        .median();
    figures.judge();
  }

  private static int branches() {
    return Integer.getInteger(BRANCHES, isFull() ? MANY : FEW);
  }

  private static boolean isFull() {
    return Integer.getInteger(Seeds.COUNT, 1) >= FULL_SEEDS;
  }

  private static Outcome story(long seed, int branches) {
    long startNs = System.nanoTime();
    World world = new World(seed, branches);
    world.run(SETTLED);
    assertThat(world.pathsNotUp()).isEmpty();
    long atNs = world.simulation.nowNs();
    String link = world.streams.get((int) (seed % 2)).line();
    List<Stream> struck = world.streams.stream().filter(each -> each.line().equals(link)).toList();
    world.blackHole(link, true);
    world.run(BLACK);
    world.blackHole(link, false);
    world.run(RESTORED);
    assertThat(world.pathsNotUp()).isEmpty();
    double tookMs = Company.ms(System.nanoTime() - startNs);
    return new Outcome(
        branches + 1,
        struck.stream().map(each -> Company.ms(leftAfterNs(each, link, atNs))).toList(),
        struck.stream().map(each -> late(each, atNs)).toList(),
        tookMs / SETTLED.plus(BLACK).plus(RESTORED).toSeconds());
  }

  /// Before it comes back.
  private static long leftAfterNs(Stream stream, String link, long atNs) {
    return stream.sent(atNs, atNs + BLACK.toNanos()).stream()
        .filter(packet -> packet.line.equals(link))
        .mapToLong(packet -> packet.sentNs - atNs)
        .max()
        .orElse(0);
  }

  private static double late(Stream stream, long atNs) {
    return stream.sent(atNs - Company.SECOND_NS, atNs + BLACK.toNanos()).stream()
        .filter(packet -> packet.isMissing(LATEST.toNanos()))
        .count();
  }

  private static final class World {
    final Simulation simulation;
    final List<Stream> streams = new ArrayList<>();
    private final Network internet;
    private final Network mpls;
    private final VirtualEdge hub;
    private final List<VirtualEdge> edges = new ArrayList<>();
    private final SplittableRandom random;

    World(long seed, int branches) {
      simulation = new Simulation(seed);
      random = simulation.newRandom();
      internet = new Network(simulation);
      mpls = new Network(simulation);
      hub = edge("hub", 0, NO_DELAY, NO_DELAY);
      for (int i = 1; i <= branches; i++) {
        edge("branch-" + i, i, Company.BROADBAND, Company.CABLE);
      }
      for (VirtualEdge edge : edges) {
        new Books(simulation, edge, edges, streams, (link, _) -> link, Set.of());
      }
      List<VirtualEdge> others = edges.subList(1, edges.size());
      hub.configure(Policy.standard(), others.toArray(VirtualEdge[]::new));
      others.forEach(this::join);
    }

    /// With a clock of its own.
    private VirtualEdge edge(String name, int number, LinkProfile ofInternet, LinkProfile ofMpls) {
      HostClock clock =
          HostClock.of(Duration.ofMillis(random.nextLong(1_000)), random.nextLong(-100, 101));
      VirtualEdge edge =
          new VirtualEdge(
              simulation,
              name,
              "10." + number + ".0.0/24",
              new VirtualEdge.Parts(clock, NullCipher.CIPHERS, Company.RULES.get()));
      edge.attach(
          Line.of(INTERNET, INTERNET),
          host -> internet.attach(host, address("198.51.100.", number + 1), ofInternet));
      edge.attach(
          Line.of(MPLS, MPLS), host -> mpls.attach(host, address("172.16.0.", number + 1), ofMpls));
      edges.add(edge);
      return edge;
    }

    private static InetAddress address(String network, int host) {
      return InetAddress.ofLiteral(network + host);
    }

    private void join(VirtualEdge branch) {
      branch.configure(Policy.standard(), hub);
      stream(branch, hub, Kind.WEB);
      stream(hub, branch, Kind.WEB);
      stream(branch, hub, Kind.VOICE);
      stream(hub, branch, Kind.VOICE);
    }

    private void stream(VirtualEdge from, VirtualEdge to, Kind kind) {
      Stream stream = new Stream(simulation, from, to, streams.size(), kind);
      stream.beat(5);
      streams.add(stream);
    }

    void run(Duration duration) {
      simulation.runFor(duration.toNanos());
    }

    /// The hub's link.
    void blackHole(String link, boolean black) {
      Port port = Objects.requireNonNull(hub.ports.get(link));
      port.up().set(port.up().profile().withBlackHole(black));
      port.down().set(port.down().profile().withBlackHole(black));
    }

    /// In the words of either end, with what became of them.
    List<String> pathsNotUp() {
      List<String> found = new ArrayList<>();
      for (VirtualEdge edge : edges) {
        for (PathView path : edge.paths()) {
          if (path.outbound() != PathState.UP) {
            found.add(edge.name + " " + path.label().pathId() + ": " + story(edge, path.label()));
          }
        }
      }
      return found;
    }

    private static String story(VirtualEdge edge, PathLabel label) {
      List<String> changes = new ArrayList<>();
      for (PathChange change : edge.changes) {
        if (change.path().equals(label) && change.direction() == Direction.OUTBOUND) {
          double seconds = Company.seconds(change.atNs() - Simulation.START_NS);
          changes.add(String.format(Locale.ROOT, "%.3f s %s", seconds, change.to()));
        }
      }
      return String.join(", ", changes);
    }
  }
}
