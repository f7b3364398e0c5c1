package io.hawser.lab.repair;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Bench;
import io.hawser.lab.scenario.BenchOptions;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Two links that lose the same: what arrives of what goes as it is, of what goes twice, and of
/// what parity repairs, in turn.
public final class Repair implements Bench {
  private static final Duration UP_LIMIT = Duration.ofSeconds(120);
  private static final String BRANCH = "branch-1";
  private static final List<String> LINKS = List.of("broadband", "cable");
  private static final Pace PACE = new Pace(1_000, 300, 0);

  /// Until both edges know what the links lose, and parity follows it.
  private static final Duration LEARNING = Duration.ofSeconds(15);

  /// What the receiver waits for is here by then.
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);

  /// How a class of the policy treats what goes to its port.
  private enum Way {
    PLAIN(6_000, "as it is"),
    TWICE(6_001, "twice"),
    PARITY(6_002, "with parity");

    final int port;
    final String words;

    Way(int port, String words) {
      this.port = port;
      this.words = words;
    }
  }

  private final BenchOptions options;

  public Repair() {
    this(BenchOptions.none());
  }

  private Repair(BenchOptions options) {
    this.options = options;
  }

  @Override
  public Bench with(BenchOptions wanted) {
    return new Repair(wanted);
  }

  @Override
  public String name() {
    return "repair";
  }

  @Override
  public String about() {
    return "links that lose in bursts: what duplication and parity leave, and what they cost";
  }

  /// It counts, and judges no moment.
  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Lab lab = context.up("repair");
    Company company = new Company(lab, context.root());
    company.apply("repair");
    for (EdgeNode edge : company.edges()) {
      company.powerOn(edge.name());
    }
    company.awaitPaths(UP_LIMIT);
    Duration time = Duration.ofSeconds(form.amount(5, 30));
    int rounds = form.amount(1, options.rounds());
    Run clean = new Run();
    clean.rounds(context, lab, 1, time);
    Figures figures = context.facts();
    figures.atMost(
        "clean links, parity costs", clean.cost(Way.PARITY), "% of packets", form.bound(5, 1));
    lose(lab, "2%");
    context.pass(LEARNING);
    Run two = new Run();
    two.rounds(context, lab, rounds, time);
    two.tell(figures, "2 % lost in bursts of 2", form, 0.06, 0.3);
    lose(lab, "5%");
    context.pass(LEARNING);
    Run five = new Run();
    five.rounds(context, lab, rounds, time);
    five.tell(figures, "5 % lost in bursts of 2", form, 0.4, 1.0);
    return figures;
  }

  private static void lose(Lab lab, String share) {
    for (String link : LINKS) {
      lab.link(BRANCH + "/" + link).set("loss=" + share, "burst=2");
    }
  }

  /// What was sent of each way, what was lost, and what both links carried meanwhile.
  private static final class Run {
    private final List<List<Double>> lostPercent = new ArrayList<>();
    private final List<List<Double>> carried = new ArrayList<>();
    private long twice;

    Run() {
      for (Way _ : Way.values()) {
        lostPercent.add(new ArrayList<>());
        carried.add(new ArrayList<>());
      }
    }

    void rounds(ScenarioContext context, Lab lab, int rounds, Duration time) throws IOException {
      Host from = lab.host("branch-1-pc");
      Host to = lab.host("hq-pc");
      for (int round = 0; round < rounds; round++) {
        for (Way way : Way.values()) {
          try (Stream stream = Stream.start(from, to, way.port, PACE)) {
            context.pass(UNDER_WAY);
            long before = packets(lab);
            long startNs = System.nanoTime();
            context.pass(time);
            long endNs = System.nanoTime();
            long packets = packets(lab) - before;
            context.pass(UNDER_WAY);
            Heard heard = stream.heard(startNs, endNs);
            lostPercent.get(way.ordinal()).add(heard.lossPercent());
            carried.get(way.ordinal()).add((double) packets / heard.sent());
            twice += heard.duplicates();
          }
        }
      }
    }

    /// Packets that both links took from the branch.
    private static long packets(Lab lab) {
      long sum = 0;
      for (String link : LINKS) {
        var up = lab.link(BRANCH + "/" + link).counters().get("up");
        sum += up == null ? 0 : up.getOrDefault("received-packets", 0L);
      }
      return sum;
    }

    /// Beside what goes as it is, in the same round.
    Spread cost(Way way) {
      List<Double> percent = new ArrayList<>();
      for (int i = 0; i < carried.getFirst().size(); i++) {
        double plain = carried.get(Way.PLAIN.ordinal()).get(i);
        percent.add(100 * (carried.get(way.ordinal()).get(i) - plain));
      }
      return Spread.of(percent);
    }

    void tell(Figures figures, String where, Form form, double twiceGoal, double parityGoal) {
      String lost = where + ": lost of what goes ";
      figures.note(lost + Way.PLAIN.words, Spread.of(lostPercent.get(Way.PLAIN.ordinal())), "%");
      figures.atMost(
          lost + Way.TWICE.words,
          Spread.of(lostPercent.get(Way.TWICE.ordinal())),
          "%",
          form.bound(1, twiceGoal));
      figures.atMost(
          lost + Way.PARITY.words,
          Spread.of(lostPercent.get(Way.PARITY.ordinal())),
          "%",
          form.bound(3, parityGoal));
      figures.note(where + ": going twice costs", cost(Way.TWICE), "% of packets");
      figures.atMost(
          where + ": parity costs", cost(Way.PARITY), "% of packets", form.bound(60, 20));
      figures.exactly(where + ": packets that arrived twice", twice, "", 0);
    }
  }
}
