package io.hawser.lab.bench;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Bench;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Bulk;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The edge as it ships, with flows, classes, counters and feedback, beside `wireguard-go`: over
/// veth pairs with all offloads, and over some whose frames are as long as on a cable.
public final class Dataplane implements Bench {
  /// What `lab/run` fetched from the distribution's backports; the installed one where it could
  /// not.
  private static final String NEWER = "lab/netns/target/peers/wireguard-go";

  /// Variables: another program to measure beside; which parts, of tcp, idle, forwarded, udp, ping,
  /// cable.
  private static final String PEER = "HAWSER_BENCH_PEER";

  private static final String PARTS = "HAWSER_BENCH_PARTS";
  private static final Duration UP_LIMIT = Duration.ofSeconds(90);
  private static final int ROUNDS = 5;
  private static final int TCP_SECONDS = 4;

  /// Until the code that carries packets is compiled.
  private static final int WARM_UP_SECONDS = 6;

  @Override
  public String name() {
    return "dataplane";
  }

  @Override
  public String about() {
    return "speed, processor time, memory and delay beside wireguard-go, A B A B";
  }

  @Override
  public List<String> programs() {
    return List.of("wireguard-go", "wg", "iperf3", "ping");
  }

  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Figures figures = context.facts();
    Path program = peerProgram(context);
    context.say("peer: " + program);
    over(context, program, "speed", "", figures);
    if (wants("cable")) {
      over(context, program, "speed-cable", ", frames as on a cable", figures);
    }
    return figures;
  }

  /// Whether a part is asked for; all are where none is named.
  private static boolean wants(String part) {
    String parts = System.getenv().getOrDefault(PARTS, "");
    return parts.isEmpty() || List.of(parts.split(",")).contains(part);
  }

  private static Path peerProgram(ScenarioContext context) {
    String named = System.getenv().getOrDefault(PEER, "");
    Path newer = context.root().resolve(NEWER);
    if (!named.isEmpty()) {
      return Path.of(named).toAbsolutePath();
    }
    return Files.isExecutable(newer) ? newer.toAbsolutePath() : Path.of("wireguard-go");
  }

  private static void over(
      ScenarioContext context, Path program, String topology, String where, Figures figures)
      throws IOException {
    Lab lab = context.up(topology);
    Company company = new Company(lab, context.root());
    company.run("speed", UP_LIMIT);
    try (StockPair stock = StockPair.start(lab, program)) {
      Contender ours = ours(company);
      Contender theirs = stock.contender("wireguard-go");
      List<Contender> both = List.of(ours, theirs);
      Company.awaitPing(ours.from(), ours.target(), UP_LIMIT);
      Company.awaitPing(theirs.from(), theirs.target(), UP_LIMIT);
      boolean direct = where.isEmpty();
      for (Contender each : both) {
        tcp(each, WARM_UP_SECONDS, 1);
      }
      if (!direct || wants("tcp")) {
        throughput(context, both, where, direct, figures);
      }
      if (direct && wants("idle")) {
        idle(both, figures);
      }
      if (direct && wants("forwarded")) {
        forwarded(context, both, figures);
      }
      if (direct && wants("udp")) {
        datagrams(context, both, figures);
      }
      if (direct && wants("ping")) {
        delay(context, both, figures);
      }
      if (direct) {
        memory(both, figures);
      }
    }
    context.down(lab);
  }

  private static Contender ours(Company company) throws IOException {
    EdgeNode from = company.edge("hq");
    EdgeNode to = company.edge("branch-1");
    List<Host> hosts = List.of(company.lab().host("hq-pc"), company.lab().host("branch-1-pc"));
    return new Contender(
        "hawser",
        from.host(),
        to.host(),
        // The address that its own packets bear, so that UDP is answered from where it was sent to.
        InetAddress.ofLiteral(
            to.ask("status").path("self").path("overlayAddresses").path(0).asString()),
        hosts,
        hosts.get(1).ipv4(),
        List.of(from.process().pid(), to.process().pid()));
  }

  private static double tcp(Contender each, int seconds, int connections) throws IOException {
    return Bulk.tcp(each.from(), each.to(), each.target(), seconds, connections).receivedMbps();
  }

  // ---------------------------------------------------------------- what is measured

  private static void throughput(
      ScenarioContext context, List<Contender> both, String where, boolean direct, Figures figures)
      throws IOException {
    for (int connections : new int[] {1, 4}) {
      context.say("TCP ×" + connections + where);
      Rounds cpu = new Rounds();
      Rounds mbps =
          Rounds.run(
              both,
              ROUNDS,
              each -> {
                Duration before = each.cpu();
                double rate = tcp(each, TCP_SECONDS, connections);
                double gigabytes = rate / 8000 * TCP_SECONDS;
                cpu.add(each, each.cpu().minus(before).toNanos() / 1e9 / gigabytes);
                return rate;
              });
      double goal = direct ? 1.4 : connections == 1 ? 1.1 : 1.3;
      judge("TCP ×" + connections + where, mbps, both, "Mbit/s", goal, true, figures);
      if (direct) {
        judge("processor time a GB, TCP ×" + connections, cpu, both, "s/GB", 0.7, false, figures);
      }
    }
  }

  private static void forwarded(ScenarioContext context, List<Contender> both, Figures figures)
      throws IOException {
    context.say("TCP between hosts behind the edges");
    Rounds mbps =
        Rounds.run(
            both,
            ROUNDS,
            each ->
                Bulk.tcp(
                        each.hosts().get(0), each.hosts().get(1), each.hostTarget(), TCP_SECONDS, 1)
                    .receivedMbps());
    judge("TCP ×1 forwarded between hosts", mbps, both, "Mbit/s", 1.3, true, figures);
  }

  private static void datagrams(ScenarioContext context, List<Contender> both, Figures figures)
      throws IOException {
    for (int length : new int[] {200, 64, 1400}) {
      context.say("UDP of " + length + " bytes");
      Rounds rates =
          Rounds.run(
              both,
              length == 200 ? 3 : 1,
              each -> Datagrams.highestRate(each.from(), each.to(), each.target(), length));
      String figure = "UDP " + length + " bytes, highest rate at 0.1 % loss";
      if (length == 200) {
        judge(figure, rates, both, "packets/s", 2, true, figures);
      } else {
        note(figure, rates, both, "packets/s", figures);
      }
    }
  }

  private static void idle(List<Contender> both, Figures figures) throws IOException {
    for (Contender each : both) {
      Duration before = each.cpu();
      long startNs = System.nanoTime();
      RoundTrips.measure(each.from(), InetAddress.getLoopbackAddress());
      double seconds = (System.nanoTime() - startNs) / 1e9;
      double share = each.cpu().minus(before).toNanos() / 1e7 / seconds;
      figures.note("processor idle, both ends: " + each.name(), share, "%");
    }
  }

  private static void delay(ScenarioContext context, List<Contender> both, Figures figures)
      throws IOException {
    context.say("ping, idle and under load");
    Rounds median = new Rounds();
    Rounds idle =
        Rounds.run(
            both,
            ROUNDS,
            each -> {
              RoundTrips trips = RoundTrips.measure(each.from(), each.target());
              median.add(each, trips.percentile(0.5));
              return trips.percentile(0.99);
            });
    note("ping idle, median", median, both, "ms", figures);
    judge("ping idle, p99", idle, both, "ms", 1, false, figures);
    Rounds loaded = Rounds.run(both, ROUNDS, Dataplane::pingUnderLoad);
    judge("ping under TCP ×4, p99", loaded, both, "ms", 0.7, false, figures);
  }

  private static double pingUnderLoad(Contender each) throws IOException {
    try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Double> running = load.submit(() -> tcp(each, 6, 4));
      double p99 = RoundTrips.measure(each.from(), each.target()).percentile(0.99);
      running.get();
      return p99;
    } catch (ExecutionException failed) {
      throw new IOException("load: " + failed.getCause(), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("load: interrupted", stopped);
    }
  }

  private static void memory(List<Contender> both, Figures figures) {
    double ours = both.get(0).residentMb();
    double theirs = both.get(1).residentMb();
    figures.atMost("resident memory, hawser", ours, "MB", 160);
    figures.note("resident memory, wireguard-go", theirs, "MB");
    figures.atMost("resident memory, ratio", ours / theirs, "×", 0.6);
  }

  // ---------------------------------------------------------------- how it is told

  private static void judge(
      String figure,
      Rounds rounds,
      List<Contender> both,
      String unit,
      double goal,
      boolean more,
      Figures figures) {
    note(figure, rounds, both, unit, figures);
    double ratio = rounds.ratio(both.get(0), both.get(1));
    if (more) {
      figures.atLeast(figure + ": ratio", ratio, "×", goal);
    } else {
      figures.atMost(figure + ": ratio", ratio, "×", goal);
    }
  }

  private static void note(
      String figure, Rounds rounds, List<Contender> both, String unit, Figures figures) {
    for (Contender each : both) {
      String span =
          String.format(
              Locale.ROOT, "%s (%.5g to %.5g)", unit, rounds.least(each), rounds.most(each));
      figures.note(figure + ": " + each.name(), rounds.median(each), span);
    }
  }
}
