package io.hawser.lab.bench;

import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whether an edge gets slower by how many know it: 500 clients of its service key, each with a
/// session and 200 flows (ICMP echoes of different identifiers, answered by the edge's kernel), and
/// its own peer beside. Requests are answered in a closed loop, so that nothing is lost, and what
/// is compared is how many a second.
final class Crowd {
  private static final int SESSIONS = 500;
  private static final int FLOWS = 200;
  private static final int BUSY_SESSIONS = 4;
  private static final int PACKET_LENGTH = 200;
  private static final int SECONDS = 4;
  private static final int WARM_UP_SECONDS = 8;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(120);
  private static final int SERVICE_PORT = 51_900;
  private static final double GOAL = 0.9;

  /// Answered requests a second, and the edge's processor time for one, µs.
  private record Sample(List<Double> rates, List<Double> costs) {}

  private final ScenarioContext context;
  private final EdgePair edges;
  private final SwarmProcess swarm;
  private final int rounds;

  private Crowd(ScenarioContext context, EdgePair edges, SwarmProcess swarm, int rounds) {
    this.context = context;
    this.edges = edges;
    this.swarm = swarm;
    this.rounds = rounds;
  }

  static void measure(ScenarioContext context, int rounds) throws IOException {
    Lab lab = context.up("speed");
    EdgePair edges = EdgePair.start(context, lab);
    try (SwarmProcess swarm =
        SwarmProcess.start(edges.ground().to(), context.root(), SESSIONS, PACKET_LENGTH)) {
      new Crowd(context, edges, swarm, rounds).measure();
    }
    context.down(lab);
  }

  private void measure() throws IOException {
    Contender ours = edges.contender();
    Company.awaitPing(ours.from(), ours.target(), EdgePair.UP_LIMIT);
    join(1);
    swarm.load(1, 1, target(), WARM_UP_SECONDS);
    Throughput.mbps(ours, WARM_UP_SECONDS, 4);
    context.say("one session, one flow");
    Sample one = sample(1, 1);
    List<Double> tcpBefore = tcp(ours);
    context.say(SESSIONS + " sessions, " + SESSIONS * FLOWS + " flows");
    context.facts().exactly("sessions with clients", join(SESSIONS), "", SESSIONS);
    long touched = swarm.touch(SESSIONS, FLOWS, target());
    context.facts().exactly("flows answered once", touched, "", SESSIONS * (double) FLOWS);
    Sample four = sample(BUSY_SESSIONS, 1);
    Sample all = sample(SESSIONS, FLOWS);
    List<Double> tcpAfter = tcp(ours);
    tell(one, four, all, tcpBefore, tcpAfter);
  }

  private void tell(
      Sample one, Sample four, Sample all, List<Double> tcpBefore, List<Double> tcpAfter) {
    Figures figures = context.facts();
    String rate = "packets of 200 bytes answered, ";
    String cost = "the edge's processor time for one, ";
    String unit = "packets/s";
    figures.note(rate + "one session alone", Spread.of(one.rates), unit);
    figures.note(cost + "one session alone", Spread.of(one.costs), "µs");
    figures.note(rate + "on 4 of 500 sessions", Spread.of(four.rates), unit);
    figures.note(cost + "on 4 of 500 sessions", Spread.of(four.costs), "µs");
    figures.atLeast(
        rate + "4 of 500 sessions to one alone", ratios(four.rates, one.rates), "×", GOAL);
    figures.note(rate + "spread over all 100,000 flows", Spread.of(all.rates), unit);
    figures.note(cost + "spread over all 100,000 flows", Spread.of(all.costs), "µs");
    figures.note(rate + "all to one alone", ratios(all.rates, one.rates), "×");
    figures.note("TCP ×4 between the edges, before them", Spread.of(tcpBefore), "Mbit/s");
    figures.note("TCP ×4 between the edges, beside them", Spread.of(tcpAfter), "Mbit/s");
    figures.atLeast(
        "TCP ×4 between the edges, beside them to before", ratios(tcpAfter, tcpBefore), "×", GOAL);
  }

  private static Spread ratios(List<Double> one, List<Double> other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      ratios.add(one.get(i) / other.get(i));
    }
    return Spread.of(ratios);
  }

  private InetAddress target() {
    return edges.ground().from().ipv4();
  }

  private Sample sample(int sessions, int flows) throws IOException {
    long pid = edges.from().process().pid();
    Sample sample = new Sample(new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round < rounds; round++) {
      Duration before = ProcessStatus.processorTime(pid);
      double answered = swarm.load(sessions, flows, target(), SECONDS);
      Duration spent = ProcessStatus.processorTime(pid).minus(before);
      sample.rates.add(answered / SECONDS);
      sample.costs.add(spent.toNanos() / 1e3 / answered);
    }
    return sample;
  }

  private List<Double> tcp(Contender ours) throws IOException {
    List<Double> mbps = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      mbps.add(Throughput.mbps(ours, SECONDS, 4));
    }
    return mbps;
  }

  /// Makes the first `count` clients the edge's, and their sessions; answers how many there are.
  private int join(int count) throws IOException {
    Path companies = context.root().resolve("lab/companies");
    EdgeNode edge = edges.from();
    StringBuilder document = new StringBuilder(Files.readString(companies.resolve("speed.yaml")));
    document.append("clients:\n");
    List<String> keys = swarm.keys();
    for (int number = 1; number <= count; number++) {
      document.append(
          "  - {name: c%d, site: %s, public-key: \"%s\", addresses: [10.250.%d.%d/32]}%n"
              .formatted(number, edge.name(), keys.get(number - 1), number >> 8, number & 0xFF));
    }
    Path file = context.directory().resolve("company.yaml");
    Files.writeString(file, document);
    edges.company().orchestrator().apply(file, companies.resolve("speed-policy.yaml"));
    Company.until(
        count + " clients",
        EdgePair.UP_LIMIT,
        () -> edge.ask("status").path("peers").size() == count + 1);
    String key = edge.ask("status").path("self").path("serviceKey").asString();
    InetAddress outer = edges.ground().outer(edges.ground().from());
    return swarm.connect(count, key, outer, SERVICE_PORT, CONNECT_LIMIT);
  }
}
