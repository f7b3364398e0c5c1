package io.hawser.edge.agent.process;

import io.hawser.edge.agent.local.ExplanationView;
import io.hawser.edge.agent.local.ExplanationView.Alternative;
import io.hawser.edge.agent.local.ExplanationView.MeasuredPath;
import io.hawser.edge.agent.local.FlowName;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.EdgePlan.PeerPlan;
import io.hawser.edge.control.EdgePlan.RoutePlan;
import io.hawser.edge.dataplane.BondPathView;
import io.hawser.edge.dataplane.BondPathsView;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathView;
import io.hawser.policy.Application;
import io.hawser.policy.ApplicationMatcher;
import io.hawser.policy.Grants;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says why a flow goes its way: flow → application → class → rule → path → why, and why not
/// another path.
final class Explainer {
  private static final int NO_DSCP = 0;

  private static final String LINGERS = "not moved yet, flows go to a better path in steps: ";

  private final History history;

  Explainer(History history) {
    this.history = history;
  }

  /// Of a flow that exists, or of one that could.
  ///
  /// @param flows those of that name that leave here
  /// @param answers those that arrive here in answer
  Optional<ExplanationView> explain(
      FlowName name,
      List<FlowView> flows,
      List<FlowView> answers,
      Snapshot snapshot,
      List<BondPathsView> bonds) {
    EdgePlan plan = snapshot.plan();
    if (plan == null) {
      return Optional.empty();
    }
    for (FlowView flow : flows) {
      if (FlowViews.name(flow).equals(name)) {
        return Optional.of(existing(name, flow, answers, plan, snapshot, bonds));
      }
    }
    return imagined(name, plan, snapshot, bonds);
  }

  private ExplanationView existing(
      FlowName name,
      FlowView flow,
      List<FlowView> answers,
      EdgePlan plan,
      Snapshot snapshot,
      List<BondPathsView> bonds) {
    String reason = lingers(flow, snapshot) ? LINGERS + flow.reason() : flow.reason();
    if (!flow.verdict().isEmpty()) {
      reason = "dropped: " + flow.verdict() + (reason.isEmpty() ? "" : "; " + reason);
    }
    return view(
        name,
        true,
        flow.application(),
        flow.trafficClass(),
        flow.mode().word(),
        flow.peer(),
        flow.rule(),
        FlowViews.paths(flow),
        reason,
        copies(flow),
        JitterWords.of(flow, answers),
        plan.policy(),
        snapshot,
        bonds);
  }

  /// Whether its class has a better path by now, to which flows go a part at a time.
  private static boolean lingers(FlowView flow, Snapshot snapshot) {
    return !flow.path().isEmpty()
        && flow.bondedPaths().isEmpty()
        && snapshot
            .verdict(flow.trafficClass(), flow.peer())
            .filter(SteeringVerdict::carries)
            .map(verdict -> !verdict.tiers().getFirst().contains(flow.path()))
            .orElse(false);
  }

  private static String copies(FlowView flow) {
    if (flow.copies() == 0) {
      return "";
    }
    String by = flow.copyPath().isEmpty() ? "" : ", the latest by " + flow.copyPath();
    return "%d of %d packets%s".formatted(flow.copies(), flow.packets(), by);
  }

  private Optional<ExplanationView> imagined(
      FlowName name, EdgePlan plan, Snapshot snapshot, List<BondPathsView> bonds) {
    InetAddress source = InetAddress.ofLiteral(name.source());
    InetAddress destination = InetAddress.ofLiteral(name.destination());
    RoutePlan route =
        plan.routes().stream()
            .filter(candidate -> candidate.prefix().contains(destination))
            .max(Comparator.comparingInt(candidate -> candidate.prefix().length()))
            .orElse(null);
    if (route == null) {
      return Optional.empty();
    }
    ApplicationMatcher matcher = ApplicationMatcher.of(plan.policy());
    int application =
        matcher.classify(
            FlowViews.number(name.protocol()),
            Prefix.highOf(source),
            Prefix.lowOf(source),
            Prefix.highOf(destination),
            Prefix.lowOf(destination),
            name.sourcePort(),
            name.destinationPort(),
            NO_DSCP);
    TrafficClass trafficClass = plan.policy().classes().get(matcher.classOf(application));
    String applicationName =
        application == ApplicationMatcher.UNRECOGNISED
            ? "-"
            : plan.policy().applications().get(application).name();
    Prospect prospect =
        isGranted(source, route, application, plan)
            ? steered(route, trafficClass, plan, snapshot, bonds)
            : refused(route, plan);
    return Optional.of(
        view(
            name,
            false,
            applicationName,
            trafficClass.name(),
            trafficClass.mode().word(),
            prospect.peer,
            prospect.rule,
            prospect.paths,
            prospect.reason,
            "",
            "",
            plan.policy(),
            snapshot,
            bonds));
  }

  /// What would become of a flow.
  ///
  /// @param paths none where it would be dropped
  private record Prospect(String peer, String rule, List<String> paths, String reason) {}

  private static boolean isGranted(
      InetAddress source, RoutePlan route, int application, EdgePlan plan) {
    String from = siteOf(source, plan);
    return plan.policy().grants().isEmpty()
        || (!from.isEmpty() && Grants.of(plan.policy()).permits(from, route.site(), application));
  }

  /// The site that owns an address, by the longest prefix; empty for none.
  private static String siteOf(InetAddress address, EdgePlan plan) {
    Map<Prefix, String> sites = new HashMap<>();
    plan.local().forEach(prefix -> sites.put(prefix, plan.site()));
    plan.clients().stream()
        .flatMap(client -> client.addresses().stream())
        .forEach(prefix -> sites.put(prefix, plan.site()));
    plan.routes().forEach(route -> sites.put(route.prefix(), route.site()));
    return sites.entrySet().stream()
        .filter(entry -> entry.getKey().contains(address))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse("");
  }

  private static Prospect refused(RoutePlan route, EdgePlan plan) {
    return new Prospect(
        firstHop(route, plan),
        "",
        List.of(),
        dropped(DropReason.NOT_GRANTED, "only an answer to the other side would pass"));
  }

  /// The first next hop that carries the class, or what the first one's verdict says against it.
  private static Prospect steered(
      RoutePlan route,
      TrafficClass trafficClass,
      EdgePlan plan,
      Snapshot snapshot,
      List<BondPathsView> bonds) {
    Prospect obstacle = null;
    for (String hop : route.via()) {
      String peer = peerName(plan, hop);
      SteeringVerdict verdict = snapshot.verdict(trafficClass.name(), peer).orElse(null);
      if (verdict != null && verdict.carries()) {
        return new Prospect(peer, verdict.rule(), paths(verdict, bonds), verdict.reason());
      }
      if (verdict != null && obstacle == null) {
        String why = dropped(drop(verdict), verdict.reason());
        obstacle = new Prospect(peer, verdict.rule(), List.of(), why);
      }
    }
    return obstacle != null
        ? obstacle
        : new Prospect(
            firstHop(route, plan),
            "",
            List.of(),
            dropped(
                DropReason.NO_PATH,
                "no next hop to " + route.site() + " has a path that is known"));
  }

  /// Those of its bond that are in, or the best one alone.
  private static List<String> paths(SteeringVerdict verdict, List<BondPathsView> bonds) {
    List<String> together =
        BondViews.find(bonds, verdict.trafficClass(), verdict.peer()).stream()
            .flatMap(bond -> bond.paths().stream())
            .filter(BondPathView::in)
            .map(BondPathView::path)
            .toList();
    return together.isEmpty() ? List.of(verdict.tiers().getFirst().getFirst()) : together;
  }

  /// Of what a verdict carries nowhere.
  private static DropReason drop(SteeringVerdict verdict) {
    if (verdict.mode() == SteeringMode.DENY) {
      return DropReason.DENIED;
    }
    return verdict.isOutsideSla() ? DropReason.NO_PATH_WITHIN_SLA : DropReason.NO_PATH;
  }

  private static String dropped(DropReason reason, String why) {
    return "dropped: " + reason.word() + "; " + why;
  }

  private static String firstHop(RoutePlan route, EdgePlan plan) {
    return route.via().isEmpty() ? "" : peerName(plan, route.via().getFirst());
  }

  private static String peerName(EdgePlan plan, String id) {
    return plan.peers().stream()
        .filter(peer -> peer.id().equals(id))
        .map(PeerPlan::name)
        .findFirst()
        .orElse("");
  }

  private ExplanationView view(
      FlowName name,
      boolean exists,
      String application,
      String trafficClass,
      String mode,
      String peer,
      String rule,
      List<String> paths,
      String reason,
      String copies,
      String jitterBuffer,
      Policy policy,
      Snapshot snapshot,
      List<BondPathsView> bonds) {
    return new ExplanationView(
        name.toString(),
        exists,
        application,
        applicationReason(application, policy),
        trafficClass,
        classReason(application, trafficClass, policy),
        mode,
        peer,
        rule,
        BondViews.joined(paths),
        reason,
        copies,
        jitterBuffer,
        alternatives(trafficClass, peer, paths, snapshot, bonds),
        moves(trafficClass, peer, snapshot));
  }

  private static String applicationReason(String application, Policy policy) {
    return policy.applications().stream()
        .filter(each -> each.name().equals(application))
        .map(Application::matches)
        .map(matches -> "one of its patterns: " + matches)
        .findFirst()
        .orElse("no application of the policy claims it");
  }

  private static String classReason(String application, String trafficClass, Policy policy) {
    boolean named =
        policy.classes().stream()
            .anyMatch(
                each ->
                    each.name().equals(trafficClass) && each.applications().contains(application));
    return named
        ? "class " + trafficClass + " lists " + application
        : "the default class, since no class lists it";
  }

  private static List<Alternative> alternatives(
      String trafficClass,
      String peer,
      List<String> taken,
      Snapshot snapshot,
      List<BondPathsView> bonds) {
    SteeringVerdict verdict = snapshot.verdict(trafficClass, peer).orElse(null);
    BondPathsView bond = BondViews.find(bonds, trafficClass, peer).orElse(null);
    List<Alternative> others = new ArrayList<>();
    for (PathView path : snapshot.pathsTo(peer)) {
      String id = path.label().pathId();
      if (!taken.contains(id)) {
        String why = BondViews.whyOut(bond, id).orElseGet(() -> whyNot(path, verdict, snapshot));
        others.add(new Alternative(id, Reporter.word(path.outbound()), why));
      }
    }
    return others;
  }

  /// What the rules have against a path.
  static String whyNot(PathView path, @Nullable SteeringVerdict verdict, Snapshot snapshot) {
    if (verdict != null) {
      String id = path.label().pathId();
      if (verdict.barred().contains(id)) {
        return "not within the class's SLA, which is strict"
            + snapshot.fact(id).map(fact -> ": " + PathWords.measured(fact)).orElse("");
      }
      for (int tier = 0; tier < verdict.tiers().size(); tier++) {
        if (verdict.tiers().get(tier).contains(id)) {
          return tier == 0 ? "equal; shares the flows" : "ranks behind, place " + (tier + 1);
        }
      }
    }
    PathChange change = path.outboundChange();
    return change == null ? "never heard from" : change.text();
  }

  private List<ExplanationView.Move> moves(String trafficClass, String peer, Snapshot snapshot) {
    return history.of(trafficClass, peer).stream()
        .map(
            move ->
                new ExplanationView.Move(
                    PathViews.milliseconds(snapshot.nowNs() - move.atNs()),
                    move.from(),
                    move.to(),
                    move.cause(),
                    move.rule(),
                    move.reason(),
                    move.measured().stream().map(Explainer::measured).toList()))
        .toList();
  }

  private static MeasuredPath measured(PathFact fact) {
    return new MeasuredPath(fact.pathId(), fact.lossPpm(), fact.latencyUs(), fact.jitterUs());
  }
}
