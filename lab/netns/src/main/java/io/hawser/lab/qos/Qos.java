package io.hawser.lab.qos;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.emulator.Recording;
import io.hawser.lab.scenario.Bench;
import io.hawser.lab.scenario.BenchOptions;
import io.hawser.lab.scenario.Beside;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import io.hawser.lab.traffic.Bulk;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A branch's only link is full: calls go on as though it were not, business has what it was
/// promised, and nobody inside a class gets more than another.
public final class Qos implements Bench {
  private static final Duration UP_LIMIT = Duration.ofSeconds(120);
  private static final Duration APPLY_LIMIT = Duration.ofSeconds(30);
  private static final String BRANCH = "branch-1";
  private static final int VOICE_PORT = 16_384;
  private static final int BUSINESS_PORT = 5_201;
  private static final int SCAVENGER_PORT = 5_301;

  /// What the inner packets of a link of 20 Mbit/s can be at most: full packets of 1,420 bytes take
  /// 60 more outside.
  private static final double MOST_MBPS = 20.0 * 1_420 / 1_480;

  /// Of the inner packets, what iperf3 counts: without the headers of IP and TCP.
  private static final double PAYLOAD = (1_420 - 52) / 1_420.0;

  private static final int SATURATING = 4;
  private static final int BUSINESS_FLOWS = 30;
  private static final int SCAVENGER_FLOWS = 50;
  private static final double P99 = 0.99;

  /// Its guarantee, and half of what neither is guaranteed.
  private static final double BUSINESS_SHARE = 0.7;

  private final BenchOptions options;

  public Qos() {
    this(BenchOptions.none());
  }

  private Qos(BenchOptions options) {
    this.options = options;
  }

  @Override
  public Bench with(BenchOptions wanted) {
    return new Qos(wanted);
  }

  @Override
  public String name() {
    return "qos";
  }

  @Override
  public String about() {
    return "a full link: calls unhurt, guarantees kept, flows of a class alike, its rate found";
  }

  @Override
  public List<String> programs() {
    return List.of("iperf3");
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    List<Recording> traces = new ArrayList<>();
    for (Path trace : options.traces()) {
      traces.add(Recording.read(trace));
    }
    Lab lab = context.up("qos");
    Company company = new Company(lab, context.root());
    company.apply("qos");
    for (EdgeNode edge : company.edges()) {
      company.powerOn(edge.name());
    }
    company.awaitPaths(UP_LIMIT);
    company.apply("qos-unknown", "qos");
    awaitQueues(company, false);
    try (Stream voice =
        Stream.start(lab.host("branch-1-pc"), lab.host("hq-pc"), VOICE_PORT, Pace.VOICE)) {
      besideTransfers(context, lab, company, voice, form);
      classes(context, lab, company, form);
    }
    company.apply("qos-unknown", "qos");
    awaitQueues(company, false);
    unknownRate(context, lab, company, form, traces);
    return context.facts();
  }

  /// Behind a modem that keeps more than is good for anybody.
  private void unknownRate(
      ScenarioContext context, Lab lab, Company company, Form form, List<Recording> traces)
      throws IOException {
    OneLink one = new OneLink(context, lab);
    int rounds = form.amount(1, options.rounds());
    one.become("up.queue=1mb");
    one.letBareIn();
    FoundRates rates = new FoundRates(context, one, company, form, rounds);
    rates.steady();
    rates.steps();
    RadioCells cells = new RadioCells(context, one, form, rounds);
    cells.generated();
    for (Recording trace : traces) {
      cells.recorded(trace);
    }
  }

  private static void awaitQueues(Company company, boolean shaped) throws IOException {
    Company.until(
        BRANCH + (shaped ? " knows" : " does not know") + " its link's rate",
        APPLY_LIMIT,
        () -> company.edge(BRANCH).poll("qos").isEmpty() != shaped);
  }

  /// A call alone, beside transfers on a link whose rate has to be found, and beside the same where
  /// it is configured, in turn.
  private void besideTransfers(
      ScenarioContext context, Lab lab, Company company, Stream voice, Form form) throws Exception {
    int seconds = form.amount(5, 10);
    List<Double> alone = new ArrayList<>();
    List<Double> unshaped = new ArrayList<>();
    List<Double> added = new ArrayList<>();
    List<Double> lost = new ArrayList<>();
    List<Double> used = new ArrayList<>();
    for (int round = 0; round < form.amount(1, options.rounds()); round++) {
      long startNs = System.nanoTime();
      context.pass(Duration.ofSeconds(seconds));
      double aloneMs = voice.heard(startNs, System.nanoTime()).delayQuantileMs(P99);
      alone.add(aloneMs);
      company.apply("qos-unknown", "qos");
      awaitQueues(company, false);
      unshaped.add(fill(context, lab, voice, seconds).voice.delayQuantileMs(P99) - aloneMs);
      company.apply("qos");
      awaitQueues(company, true);
      Filled shaped = fill(context, lab, voice, seconds);
      added.add(shaped.voice.delayQuantileMs(P99) - aloneMs);
      lost.add((double) shaped.voice.lost());
      used.add(100 * shaped.mbps / PAYLOAD / MOST_MBPS);
    }
    Figures figures = context.facts();
    figures.note("a call alone: one-way delay, p99", Spread.of(alone), "ms");
    figures.note(
        "added by TCP ×4, rate not told, so that it is found, p99", Spread.of(unshaped), "ms");
    figures.atMost("added by TCP ×4, rate known, p99", Spread.of(added), "ms", form.bound(100, 10));
    figures.allAtMost("packets of the call lost then", Spread.of(lost), "", form.bound(10, 0));
    figures.atLeast(
        "of what the link carries, used by TCP ×4 then", Spread.of(used), "%", form.bound(40, 90));
  }

  /// @param voice what became of the call's packets while TCP ran at its full speed
  private record Filled(Heard voice, double mbps) {}

  private static Filled fill(ScenarioContext context, Lab lab, Stream voice, int seconds)
      throws IOException {
    InetAddress target = lab.host("hq-pc").ipv4();
    Host from = lab.host("branch-1-pc");
    Host to = lab.host("hq-pc");
    Duration startUp = Duration.ofSeconds(1);
    try (Beside<Bulk.Result> transfer =
        Beside.start(() -> Bulk.tcp(from, to, target, BUSINESS_PORT, seconds + 2, SATURATING))) {
      context.pass(startUp);
      long startNs = System.nanoTime();
      context.pass(Duration.ofSeconds(seconds));
      long endNs = System.nanoTime();
      double mbps = transfer.result().receivedMbps();
      return new Filled(voice.heard(startNs, endNs), mbps);
    }
  }

  private void classes(ScenarioContext context, Lab lab, Company company, Form form)
      throws Exception {
    int seconds = form.amount(8, 20);
    Host from = lab.host("branch-1-pc");
    Host to = lab.host("hq-pc");
    InetAddress target = to.ipv4();
    List<Double> shares = new ArrayList<>();
    List<Double> jain = new ArrayList<>();
    for (int round = 0; round < form.amount(1, options.rounds()); round++) {
      try (Beside<Bulk.Result> scavenger =
          Beside.start(
              () -> Bulk.tcp(from, to, target, SCAVENGER_PORT, seconds, SCAVENGER_FLOWS))) {
        Bulk.Result business = Bulk.tcp(from, to, target, BUSINESS_PORT, seconds, BUSINESS_FLOWS);
        double mbps = business.receivedMbps();
        shares.add(100 * mbps / (mbps + scavenger.result().receivedMbps()));
        jain.add(jainIndex(business.eachMbps()));
      }
    }
    Figures figures = context.facts();
    double percent = 100 * BUSINESS_SHARE;
    figures.note(
        "business (guaranteed 60 %, due 70 %) beside a scavenger with 50 connections",
        Spread.of(shares), "%");
    figures.atMost(
        "its share, wrong by",
        Spread.of(shares.stream().map(share -> Math.abs(share - percent)).toList()),
        "%",
        form.bound(20, 5));
    figures.atLeast("Jain's index of its 30 flows", Spread.of(jain), "", form.bound(0.6, 0.95));
    long stood = 0;
    for (JsonNode queue : company.edge(BRANCH).poll("qos")) {
      stood += queue.path("stood").asLong();
    }
    figures.atLeast("packets that `hawser qos` counts as dropped by CoDel", stood, "", 1);
  }

  /// (Σx)² / (n Σx²): 1 where all are alike, 1/n where one has all (Jain, Chiu and Hawe, 1984).
  static double jainIndex(List<Double> shares) {
    double sum = 0;
    double squares = 0;
    for (double share : shares) {
      sum += share;
      squares += share * share;
    }
    return squares == 0 ? Double.NaN : sum * sum / shares.size() / squares;
  }
}
