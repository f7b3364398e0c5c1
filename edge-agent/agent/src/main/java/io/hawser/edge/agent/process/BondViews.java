package io.hawser.edge.agent.process;

import io.hawser.edge.agent.local.BondsView;
import io.hawser.edge.agent.local.BondsView.Bond;
import io.hawser.edge.agent.local.BondsView.Member;
import io.hawser.edge.bond.Absence;
import io.hawser.edge.bond.BondView;
import io.hawser.edge.dataplane.BondPathView;
import io.hawser.edge.dataplane.BondPathsView;
import io.hawser.edge.path.PathView;
import io.hawser.policy.SteeringVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Words bonds for people.
final class BondViews {
  private static final int UNKNOWN = -1;

  private BondViews() {}

  static BondsView of(List<BondPathsView> bonds, BondView arrived, Snapshot snapshot) {
    return new BondsView(
        bonds.stream()
            .map(bond -> of(bond, snapshot))
            .sorted(Comparator.comparing(Bond::trafficClass).thenComparing(Bond::peer))
            .toList(),
        new BondsView.Arrivals(
            arrived.inTurn(),
            arrived.late(),
            arrived.unordered(),
            arrived.duplicates(),
            arrived.tooOld(),
            arrived.missed(),
            arrived.asked(),
            arrived.overflows(),
            arrived.jumps(),
            arrived.flows(),
            arrived.held(),
            arrived.heldBytes()));
  }

  /// Its members, and the peer's other paths with what the rules have against them.
  private static Bond of(BondPathsView bond, Snapshot snapshot) {
    List<Member> members = new ArrayList<>();
    bond.paths().forEach(path -> members.add(of(path)));
    SteeringVerdict verdict = snapshot.verdict(bond.trafficClass(), bond.peer()).orElse(null);
    for (PathView path : snapshot.pathsTo(bond.peer())) {
      String id = path.label().pathId();
      if (member(bond, id).isEmpty()) {
        members.add(outsider(id, Explainer.whyNot(path, verdict, snapshot)));
      }
    }
    members.sort(Comparator.comparing(Member::path));
    return new Bond(bond.peer(), bond.trafficClass(), members);
  }

  private static Member of(BondPathView path) {
    return new Member(
        path.path(),
        path.in(),
        meaning(path.absence()),
        path.bitsPerSecond(),
        path.assumed(),
        Reporter.microseconds(path.behindNs()),
        Reporter.microseconds(path.backlogNs()),
        path.packets(),
        path.repeated());
  }

  private static Member outsider(String path, String whyNot) {
    return new Member(path, false, whyNot, UNKNOWN, false, UNKNOWN, UNKNOWN, 0, 0);
  }

  /// What keeps a path out of the bond that it is one of.
  static Optional<String> whyOut(@Nullable BondPathsView bond, String path) {
    return Optional.ofNullable(bond)
        .flatMap(its -> member(its, path))
        .filter(member -> !member.in())
        .map(member -> meaning(member.absence()));
  }

  private static String meaning(@Nullable Absence absence) {
    return absence == null ? "" : absence.meaning();
  }

  private static Optional<BondPathView> member(BondPathsView bond, String path) {
    return bond.paths().stream().filter(each -> each.path().equals(path)).findFirst();
  }

  static Optional<BondPathsView> find(List<BondPathsView> bonds, String trafficClass, String peer) {
    return bonds.stream()
        .filter(bond -> bond.trafficClass().equals(trafficClass) && bond.peer().equals(peer))
        .findFirst();
  }

  /// Paths that carry a flow together, as one word.
  static String joined(List<String> paths) {
    return String.join("+", paths);
  }
}
