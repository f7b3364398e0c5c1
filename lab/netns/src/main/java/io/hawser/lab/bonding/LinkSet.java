package io.hawser.lab.bonding;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// The links that a branch has at a time, in the order of [BondedBranch#LINKS].
record LinkSet(List<Member> members) {
  static final LinkSet EQUAL = of(new Member(20, 20), new Member(20, 20));
  static final LinkSet FAST_AND_FAR = of(new Member(50, 20), new Member(15, 80));
  static final LinkSet LARGE_AND_SMALL = of(new Member(100, 10), new Member(2, 1));
  static final LinkSet THREE = of(new Member(40, 15), new Member(40, 35), new Member(20, 60));
  static final LinkSet THREE_EQUAL = of(new Member(20, 20), new Member(20, 20), new Member(20, 20));

  LinkSet {
    members = List.copyOf(members);
  }

  static LinkSet of(Member... members) {
    return new LinkSet(List.of(members));
  }

  int size() {
    return members.size();
  }

  Member member(int index) {
    return members.get(index);
  }

  /// Without those behind the first so many.
  LinkSet first(int count) {
    return new LinkSet(members.subList(0, count));
  }

  double sumMbps() {
    return members.stream().mapToDouble(Member::mbps).sum();
  }

  /// The quickest; of those that are alike, the nearest.
  int best() {
    Comparator<Member> better =
        Comparator.comparingInt(Member::mbps)
            .thenComparing(Comparator.comparingInt(Member::roundTripMs).reversed());
    int best = 0;
    for (int i = 1; i < members.size(); i++) {
      best = better.compare(members.get(i), members.get(best)) > 0 ? i : best;
    }
    return best;
  }

  /// Mbit/s and ms of the round trip of each, as `50/20 + 15/80`.
  String text() {
    return members.stream().map(Member::text).collect(Collectors.joining(" + "));
  }
}
