package io.hawser.lab.bonding;

import io.hawser.lab.bonding.Traffic.Arrived;
import io.hawser.lab.scenario.Bench;
import io.hawser.lab.scenario.BenchOptions;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// TCP over the same links by a bond, by the best of them alone, by balancing flows, by the
/// kernel's multipath TCP and by a multipath tunnel in C, in turn (A B A B).
public final class BondingBench implements Bench {
  private static final int WARM_UP_SECONDS = 2;
  private static final int SECONDS = 6;
  private static final List<Traffic> SESSIONS =
      List.of(Traffic.ONE_SESSION, Traffic.EIGHT_SESSIONS);
  private static final List<LinkSet> SETS =
      List.of(LinkSet.EQUAL, LinkSet.FAST_AND_FAR, LinkSet.LARGE_AND_SMALL, LinkSet.THREE);
  private static final double OF_EQUAL = 93;
  private static final double OF_UNEQUAL = 88;
  private static final double OF_BEST = 98;

  private final BenchOptions options;

  public BondingBench() {
    this(BenchOptions.none());
  }

  private BondingBench(BenchOptions options) {
    this.options = options;
  }

  @Override
  public Bench with(BenchOptions wanted) {
    return new BondingBench(wanted);
  }

  @Override
  public String name() {
    return "bonding";
  }

  @Override
  public String about() {
    return "one and eight TCP sessions over several links, by a bond and by others";
  }

  @Override
  public List<String> programs() {
    return List.of("iperf3", "ss");
  }

  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    BondedBranch branch = BondedBranch.start(context, form);
    Cells cells = new Cells(context, branch, Form.FULL);
    for (LinkSet set : SETS) {
      double capacityMbps = cells.become(set);
      List<Rival> rivals = new ArrayList<>();
      try {
        start(context, branch, rivals);
        for (Traffic sessions : SESSIONS) {
          compare(context, set, capacityMbps, rivals, sessions);
        }
      } finally {
        for (Rival rival : rivals) {
          rival.close();
        }
      }
    }
    return context.facts();
  }

  /// Ours first, then its best member.
  private static void start(ScenarioContext context, BondedBranch branch, List<Rival> rivals)
      throws Exception {
    rivals.add(new Rival.Ours("bond", branch, Way.BOND));
    rivals.add(new Rival.Alone("best member alone", branch, branch.set().best()));
    rivals.add(new Rival.Ours("flows balanced", branch, Way.BALANCE));
    String whyNot = MultipathTcp.whyNot();
    if (whyNot.isEmpty()) {
      rivals.add(MultipathTcp.start(branch));
    } else {
      context.facts().left(branch.set().text() + ": kernel multipath tcp", whyNot);
    }
    Path program = Glorytun.program(context.root()).orElse(null);
    if (program != null) {
      rivals.add(Glorytun.start(branch, program));
    } else {
      context.facts().left(branch.set().text() + ": glorytun", "not built here");
    }
  }

  private void compare(
      ScenarioContext context,
      LinkSet set,
      double capacityMbps,
      List<Rival> rivals,
      Traffic sessions)
      throws Exception {
    context.say(sessions.words);
    Map<Rival, List<Double>> payloads = new LinkedHashMap<>();
    List<Double> ofSum = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      for (Rival rival : rivals) {
        Arrived arrived = rival.send(sessions, WARM_UP_SECONDS, SECONDS);
        payloads.computeIfAbsent(rival, _ -> new ArrayList<>()).add(arrived.payloadMbps());
        if (rival.equals(rivals.getFirst())) {
          ofSum.add(arrived.percentOf(capacityMbps));
        }
      }
    }
    Figures figures = context.facts();
    String where = set.text() + ", " + sessions.words + ": ";
    payloads.forEach(
        (rival, mbps) -> figures.note(where + rival.name(), Spread.of(mbps), "Mbit/s"));
    if (set.equals(LinkSet.LARGE_AND_SMALL)) {
      figures.note(where + "bond, of the sum", Spread.of(ofSum), "%");
    } else {
      double goal = set.equals(LinkSet.EQUAL) ? OF_EQUAL : OF_UNEQUAL;
      figures.atLeast(where + "bond, of the sum", Spread.of(ofSum), "%", goal);
    }
    List<List<Double>> all = List.copyOf(payloads.values());
    for (int i = 1; i < rivals.size(); i++) {
      String figure = where + "bond, by " + rivals.get(i).name();
      Spread percent = percent(all.getFirst(), all.get(i));
      if (i == 1) {
        figures.atLeast(figure, percent, "%", OF_BEST);
      } else {
        figures.note(figure, percent, "%");
      }
    }
  }

  /// The ratios of each round.
  private static Spread percent(List<Double> ours, List<Double> theirs) {
    List<Double> percent = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      percent.add(100 * ours.get(i) / theirs.get(i));
    }
    return Spread.of(percent);
  }
}
