package io.hawser.edge.simulation;

import io.hawser.edge.control.Steerer;
import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.lab.simnet.Host;
import io.hawser.lab.simnet.HostClock;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.NatBehaviour;
import io.hawser.lab.simnet.NatBehaviour.Dependence;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Simulation;
import io.hawser.lab.simnet.Wire;
import io.hawser.policy.Policy;
import io.hawser.policy.engine.SteeringEngine;
import io.hawser.policy.engine.SteeringMemory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A branch with some links, and a headquarters with one, `fibre`, over which the branch's internet
/// links lead. All delay is on the branch's lines. The clock of the headquarters is half a second
/// ahead and drifts by 100 ppm.
final class Company {
  /// RTT 40 ms.
  static final LinkProfile BROADBAND = LinkProfile.ofDelay(Duration.ofMillis(20));

  /// RTT 48 ms.
  static final LinkProfile CABLE = LinkProfile.ofDelay(Duration.ofMillis(24));

  /// RTT 70 ms.
  static final LinkProfile LTE = LinkProfile.ofDelay(Duration.ofMillis(35));

  /// The kinds of RFC 4787, by what mapping and filtering depend on.
  static final Map<String, NatBehaviour> NATS =
      new TreeMap<>(
          Map.of(
              "open", NatBehaviour.OPEN,
              "restricted", NatBehaviour.RESTRICTED,
              "port restricted", NatBehaviour.PORT_RESTRICTED,
              "address-dependent",
                  NatBehaviour.of(Dependence.ADDRESS_DEPENDENT, Dependence.ADDRESS_DEPENDENT),
              "symmetric", NatBehaviour.SYMMETRIC));

  /// One for all companies, as it takes a while to load and remembers nothing.
  private static final SteeringEngine ENGINE = new SteeringEngine();

  /// The product's, for one edge.
  static final Supplier<Steerer> RULES = () -> new SteeringMemory(ENGINE)::decide;

  static final long SECOND_NS = Duration.ofSeconds(1).toNanos();
  static final double NS_PER_MS = 1e6;

  private static final Duration JITTER_STEP = Duration.ofMillis(61);

  private static final long MODEM_QUEUE_BYTES = 1 << 20;
  private static final String INTERNET = "internet";
  private static final LinkProfile NO_DELAY = LinkProfile.ofDelay(Duration.ZERO);
  private static final HostClock AHEAD = HostClock.of(Duration.ofMillis(500), 100);

  final Simulation simulation;
  final Network internet;
  final VirtualEdge branch;
  final VirtualEdge hq;

  /// Of what the branch sends.
  final Books books;

  private final SplittableRandom random;
  private final List<Stream> streams = new ArrayList<>();
  private int addresses;

  /// A link of the branch.
  record Link(Line line, LinkProfile profile) {
    static Link of(String name, LinkProfile profile) {
      return new Link(Line.of(name, INTERNET), profile);
    }

    /// With a bottleneck of that rate, which the edge knows, and a modem's deep queue before it.
    Link ofRate(long bitsPerSecond) {
      return new Link(
          line.ofRate(bitsPerSecond), profile.withRate(bitsPerSecond, MODEM_QUEUE_BYTES));
    }

    /// The edge does not know the rate.
    Link unknown() {
      return new Link(line.ofRate(0), profile);
    }

    Link meteredBackup() {
      return new Link(line.meteredBackup(), profile);
    }

    Link metered() {
      return new Link(line.costly(), profile);
    }
  }

  Company(long seed, Link... links) {
    this(seed, RULES, List.of(links), List.of());
  }

  /// @param rules makes those of each edge
  /// @param plugs what a link's line leads to where that is not the internet, in the order of the
  ///   links
  Company(
      long seed,
      Supplier<Steerer> rules,
      List<Link> links,
      List<Function<Network, Function<Host, Port>>> plugs) {
    simulation = new Simulation(seed);
    random = simulation.newRandom();
    internet = new Network(simulation);
    branch = edge("branch", "10.1.0.0/24", HostClock.TRUE, rules);
    hq = edge("hq", "10.2.0.0/24", AHEAD, rules);
    hq.attach(
        Line.of("fibre", INTERNET),
        host -> internet.attach(host, InetAddress.ofLiteral("198.51.100.1"), NO_DELAY));
    Set<String> lastResorts = new LinkedHashSet<>();
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      if (link.line.metered() || link.line.backup()) {
        lastResorts.add(link.line.name());
      }
      branch.attach(
          link.line,
          i < plugs.size()
              ? plugs.get(i).apply(internet)
              : host -> internet.attach(host, nextAddress(), link.profile));
    }
    List<VirtualEdge> edges = List.of(branch, hq);
    books = new Books(simulation, branch, edges, streams, (link, _) -> link, lastResorts);
    new Books(simulation, hq, edges, streams, (_, to) -> lineAt(to.getAddress()), lastResorts);
    configure();
  }

  private VirtualEdge edge(String name, String lan, HostClock clock, Supplier<Steerer> rules) {
    return new VirtualEdge(
        simulation, name, lan, new VirtualEdge.Parts(clock, NullCipher.CIPHERS, rules.get()));
  }

  private String lineAt(InetAddress address) {
    for (Map.Entry<String, Port> each : branch.ports.entrySet()) {
      if (each.getValue().address().equals(address)) {
        return each.getKey();
      }
    }
    return "elsewhere";
  }

  InetAddress nextAddress() {
    return InetAddress.ofLiteral("192.0.2." + ++addresses);
  }

  /// The headquarters have two links from now on, so that each of the branch's has two paths.
  void addSecondFibre() {
    hq.attach(
        Line.of("second-fibre", INTERNET),
        host -> internet.attach(host, nextAddress(), LinkProfile.ofDelay(Duration.ofMillis(1))));
    configure();
  }

  /// A new revision, with the links that there are now.
  void configure() {
    configure(Policy.standard());
  }

  void configure(Policy policy) {
    branch.configure(policy, hq);
    hq.configure(policy, branch);
  }

  // ---------------------------------------------------------------- traffic

  Stream stream(VirtualEdge from, VirtualEdge to, Stream.Kind kind, int packetsPerSecond) {
    Stream stream = stream(from, to, kind);
    stream.beat(packetsPerSecond);
    return stream;
  }

  /// One that sends what it is told to.
  Stream stream(VirtualEdge from, VirtualEdge to, Stream.Kind kind) {
    Stream stream = new Stream(simulation, from, to, streams.size(), kind);
    streams.add(stream);
    return stream;
  }

  /// A call, one direction of it each.
  record Call(Stream out, Stream back) {
    List<Stream> both() {
      return List.of(out, back);
    }
  }

  /// Between a phone of the branch and one of the headquarters, 50 packets a second each way.
  Call call() {
    return new Call(
        stream(branch, hq, Stream.Kind.VOICE, 50), stream(hq, branch, Stream.Kind.VOICE, 50));
  }

  /// 100 packets a second, half each way.
  void data() {
    stream(branch, hq, Stream.Kind.WEB, 50);
    stream(hq, branch, Stream.Kind.WEB, 50);
  }

  // ---------------------------------------------------------------- time and troubles

  long nowNs() {
    return simulation.nowNs();
  }

  void run(Duration duration) {
    simulation.runFor(duration.toNanos());
  }

  /// Everything is up and measured, and the next event meets it at no particular moment.
  void settle(Duration duration) {
    run(duration);
    simulation.runFor(random.nextLong(SECOND_NS));
  }

  Wire up(String link) {
    return port(link).up();
  }

  Wire down(String link) {
    return port(link).down();
  }

  Port port(String link) {
    return Objects.requireNonNull(branch.ports.get(link), link);
  }

  /// Changes both directions of a link of the branch.
  void change(String link, UnaryOperator<LinkProfile> change) {
    for (Wire wire : List.of(up(link), down(link))) {
      wire.set(change.apply(wire.profile()));
    }
  }

  void blackHole(String link, boolean black) {
    change(link, profile -> profile.withBlackHole(black));
  }

  // ---------------------------------------------------------------- words

  static double ms(long ns) {
    return ns / NS_PER_MS;
  }

  static double seconds(long ns) {
    return (double) ns / SECOND_NS;
  }

  /// Jitter of this standard deviation. What goes evenly from one random value to the next varies
  /// by two thirds of what the values do; in steps this long packets seldom wait for those before.
  static LinkProfile jittery(LinkProfile profile, Duration deviation) {
    long rangeNs = Math.round(deviation.toNanos() * Math.sqrt(12 * 1.5));
    return profile.withJitter(Duration.ofNanos(rangeNs), JITTER_STEP);
  }
}
