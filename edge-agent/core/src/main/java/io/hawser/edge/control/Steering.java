package io.hawser.edge.control;

import io.hawser.edge.control.ControlListener.Move;
import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns the rules' verdicts into the table that flows are placed by, and notices what moved. Owned
/// by the control thread.
final class Steering {
  /// The rule of whoever has one session only.
  private static final String STOCK_RULE = "stock client";

  private final Steerer steerer;
  private final OutboundCommands outbound;
  private final ControlListener listener;
  private final HoldDowns holdDowns = new HoldDowns();
  private final Returns returns = new Returns();
  private final Awaited awaited = new Awaited();
  private final Map<ClassAndPeer, List<String>> best = new HashMap<>();
  private Map<String, Map<String, Standing>> standings = Map.of();
  private List<PathFact> decided = List.of();
  private List<SteeringVerdict> verdicts = List.of();
  private @Nullable Policy policyOfVerdicts;
  private @Nullable Slots slotsOfVerdicts;
  private boolean settled = true;
  private long epoch;

  record ClassAndPeer(String trafficClass, String peer) {
    static ClassAndPeer of(SteeringVerdict verdict) {
      return new ClassAndPeer(verdict.trafficClass(), verdict.peer());
    }
  }

  /// Slots of what verdicts name.
  ///
  /// @param peers slot of a peer by its name
  /// @param paths slot of a path by its id
  /// @param stock slots of stock clients' paths by the slot of the client
  record Slots(
      Map<String, Integer> peers, Map<String, Integer> paths, Map<Integer, Integer> stock) {}

  /// A class whose best paths are others now.
  private record Changed(SteeringVerdict verdict, List<String> before, List<String> now) {}

  Steering(Steerer steerer, OutboundCommands outbound, ControlListener listener) {
    this.steerer = steerer;
    this.outbound = outbound;
    this.listener = listener;
  }

  List<SteeringVerdict> verdicts() {
    return verdicts;
  }

  List<PathFact> facts() {
    return decided;
  }

  /// What the rules were told last, and what they said.
  Situation situation(Policy policy) {
    return new Situation(policy, decided, standings, verdicts);
  }

  /// Takes in how the paths fare; answers whether the rules could decide otherwise than last.
  ///
  /// @param measured what the hold-downs are judged by; they have limits of their own
  /// @param facts the same as the rules see it
  boolean isNews(Policy policy, List<PathFact> measured, List<PathFact> facts, long nowNs) {
    boolean changed =
        !facts.equals(decided) || !standingsNow(policy, measured, nowNs).equals(standings);
    return changed || (!settled && steerer.isSettled());
  }

  private Map<String, Map<String, Standing>> standingsNow(
      Policy policy, List<PathFact> measured, long nowNs) {
    holdDowns.onFacts(policy, measured, nowNs);
    Map<String, Set<String>> carrying = new HashMap<>();
    best.forEach(
        (key, paths) ->
            carrying.computeIfAbsent(key.trafficClass, _ -> new HashSet<>()).addAll(paths));
    return holdDowns.standings(carrying, nowNs);
  }

  /// Asks the rules and publishes the table.
  ///
  /// @param cause the change of a path that led here, in words
  void decide(
      Policy policy,
      List<PathFact> measured,
      List<PathFact> facts,
      Slots slots,
      String cause,
      long nowNs) {
    decided = List.copyOf(facts);
    standings = standingsNow(policy, measured, nowNs);
    settled = steerer.isSettled();
    verdicts = List.copyOf(steerer.decide(policy, facts, standings));
    policyOfVerdicts = policy;
    slotsOfVerdicts = slots;
    List<Changed> changed = changed();
    changed.forEach(each -> beginReturn(each, policy, nowNs));
    publish(policy, slots, nowNs);
    changed.forEach(each -> notice(each, policy, measured, cause, nowNs));
  }

  /// Ids of paths that are to be measured now, as a class that has no path within its strict SLA
  /// waits for one.
  List<String> toMeasure(long nowNs) {
    List<String> barred =
        verdicts.stream()
            .filter(SteeringVerdict::isOutsideSla)
            .flatMap(verdict -> verdict.barred().stream())
            .distinct()
            .toList();
    return awaited.due(barred, nowNs);
  }

  /// When the next part of the flows of some class goes to a better path.
  long nextDeadlineNs(long nowNs) {
    return returns.nextDeadlineNs(nowNs);
  }

  /// The rules have said nothing new, but a step of a return is due.
  void step(Policy policy, Slots slots, long nowNs) {
    publish(policy, slots, nowNs);
  }

  private void publish(Policy policy, Slots slots, long nowNs) {
    returns.settle(who -> serves(policy, who.trafficClass, returns.from(who)), nowNs);
    outbound.onSteering(table(policy, slots, Map.of(), nowNs));
  }

  /// Publishes what stands in for the rules until they have spoken, where a path was lost.
  ///
  /// @param facts what the rules will be told
  /// @return whether there was anything to publish
  boolean reroute(Policy policy, List<PathFact> facts, Slots slots, long nowNs) {
    if (policy != policyOfVerdicts || !slots.equals(slotsOfVerdicts)) {
      return false;
    }
    Map<ClassAndPeer, SteeringVerdict> repairs = FastReroute.of(verdicts, decided, facts);
    if (!repairs.isEmpty()) {
      outbound.onSteering(table(policy, slots, repairs, nowNs));
    }
    return !repairs.isEmpty();
  }

  private List<Changed> changed() {
    List<Changed> changed = new ArrayList<>();
    Set<ClassAndPeer> present = new HashSet<>();
    for (SteeringVerdict verdict : verdicts) {
      ClassAndPeer who = ClassAndPeer.of(verdict);
      present.add(who);
      List<String> now = verdict.carries() ? verdict.tiers().getFirst() : List.of();
      List<String> before = best.put(who, now);
      if (before != null && !before.equals(now)) {
        changed.add(new Changed(verdict, before, now));
      }
    }
    best.keySet().retainAll(present);
    return changed;
  }

  private void beginReturn(Changed change, Policy policy, long nowNs) {
    ClassAndPeer who = ClassAndPeer.of(change.verdict);
    if (!change.before.isEmpty()
        && !change.now.isEmpty()
        && serves(policy, who.trafficClass, change.before)) {
      returns.begin(who, change.before, change.now, nowNs);
    } else {
      returns.end(who);
    }
  }

  /// Whether all these paths do for the class.
  private boolean serves(Policy policy, String className, List<String> paths) {
    for (TrafficClass trafficClass : policy.classes()) {
      if (trafficClass.name().equals(className)) {
        return decided.stream()
                .filter(fact -> paths.contains(fact.pathId()))
                .filter(fact -> HoldDowns.carriesOn(fact, trafficClass.sla()))
                .count()
            == paths.size();
      }
    }
    return false;
  }

  /// @param repairs what stands in place of the rules' own verdicts
  private SteeringTable table(
      Policy policy, Slots slots, Map<ClassAndPeer, SteeringVerdict> repairs, long nowNs) {
    List<List<Choice>> choices = new ArrayList<>();
    int classes = policy.classes().size();
    Map<String, Integer> indices = new HashMap<>();
    policy.classes().forEach(each -> indices.put(each.name(), indices.size()));
    for (SteeringVerdict said : verdicts) {
      SteeringVerdict verdict = repairs.getOrDefault(ClassAndPeer.of(said), said);
      Choice choice = choice(verdict, slots.paths, nowNs);
      row(choices, Objects.requireNonNull(slots.peers.get(verdict.peer())), classes)
          .set(Objects.requireNonNull(indices.get(verdict.trafficClass())), choice);
    }
    slots.stock.forEach(
        (peer, path) ->
            Collections.fill(
                row(choices, peer, classes),
                new Choice(
                    SteeringMode.SINGLE,
                    List.of(List.of(path)),
                    STOCK_RULE,
                    "a stock WireGuard client has one session")));
    return new SteeringTable(++epoch, choices);
  }

  private static List<Choice> row(List<List<Choice>> choices, int peer, int classes) {
    while (choices.size() <= peer) {
      choices.add(new ArrayList<>(Collections.nCopies(classes, Choice.NONE)));
    }
    return choices.get(peer);
  }

  private Choice choice(SteeringVerdict verdict, Map<String, Integer> paths, long nowNs) {
    List<List<Integer>> tiers =
        verdict.tiers().stream().map(tier -> tier.stream().map(paths::get).toList()).toList();
    ClassAndPeer who = ClassAndPeer.of(verdict);
    List<Integer> lingering =
        returns.from(who).stream()
            .filter(id -> paths.containsKey(id) && !verdict.barred().contains(id))
            .map(paths::get)
            .toList();
    return new Choice(
        verdict.mode(),
        tiers,
        verdict.rule(),
        verdict.reason(),
        lingering,
        returns.moved(who, nowNs),
        verdict.isOutsideSla());
  }

  private void notice(
      Changed change, Policy policy, List<PathFact> measured, String cause, long nowNs) {
    SteeringVerdict verdict = change.verdict;
    String name = verdict.trafficClass();
    noticeLeft(change, policy, nowNs);
    listener.onMove(
        new Move(
            nowNs,
            name,
            verdict.peer(),
            String.join(", ", change.before),
            String.join(", ", change.now),
            cause.isEmpty() ? shortfall(name, policy, change.before, change.now) : cause,
            verdict.rule(),
            verdict.reason(),
            ofPaths(change, measured)));
  }

  /// The facts of the paths that are left and of those that are taken.
  private static List<PathFact> ofPaths(Changed change, List<PathFact> measured) {
    return Stream.concat(change.before.stream(), change.now.stream())
        .distinct()
        .flatMap(id -> measured.stream().filter(fact -> fact.pathId().equals(id)))
        .toList();
  }

  /// Why what was measured made the class leave its paths; empty where it did not.
  private String shortfall(String className, Policy policy, List<String> before, List<String> now) {
    for (TrafficClass trafficClass : policy.classes()) {
      for (PathFact fact : decided) {
        String id = fact.pathId();
        if (trafficClass.name().equals(className) && before.contains(id) && !now.contains(id)) {
          String words = Shortfall.of(trafficClass.sla(), fact);
          if (!words.isEmpty()) {
            return words;
          }
        }
      }
    }
    return "";
  }

  /// Where nothing carries the class any more, its flows wait for the path and have not left it;
  /// but where the class is kept from it by a strict SLA, it has.
  private void noticeLeft(Changed change, Policy policy, long nowNs) {
    if (change.now.isEmpty() && !change.verdict.isOutsideSla()) {
      return;
    }
    for (TrafficClass trafficClass : policy.classes()) {
      for (PathFact fact : decided) {
        String id = fact.pathId();
        if (trafficClass.name().equals(change.verdict.trafficClass())
            && change.before.contains(id)
            && !change.now.contains(id)) {
          holdDowns.onLeft(trafficClass, fact, nowNs);
        }
      }
    }
  }
}
