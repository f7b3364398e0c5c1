package io.hawser.orchestrator.compile;

import io.hawser.orchestrator.company.Addresses;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.ReportedLink;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Which links of two edges can make a path: same transport, an address family in common, keys
/// known, and not both behind a NAT.
final class UsefulPairs {
  /// Paths a peer. Each costs probes for ever; four links each way are plenty.
  static final int MAX_PAIRS = 16;

  private UsefulPairs() {}

  /// Best first; whichever side asks gets the same pairs.
  static List<Pair> between(Company company, Edge me, Edge peer) {
    List<Pair> pairs = new ArrayList<>();
    for (Pair.End mine : ends(company, me).toList()) {
      ends(company, peer)
          .filter(theirs -> isUseful(mine, theirs))
          .forEach(theirs -> pairs.add(new Pair(mine, theirs)));
    }
    return pairs.stream()
        .sorted(Pair.bestFirst(me.id().compareTo(peer.id()) < 0))
        .limit(MAX_PAIRS)
        .toList();
  }

  /// Links that the company wants, whose box has told a key for them.
  static Stream<Pair.End> ends(Company company, Edge edge) {
    return company.siteOf(edge).links().stream()
        .flatMap(
            link ->
                edge.facts().link(link.name()).stream()
                    .filter(fact -> fact.publicKey() != null)
                    .map(fact -> new Pair.End(link, fact)));
  }

  private static boolean isUseful(Pair.End mine, Pair.End theirs) {
    return mine.link().transport().equals(theirs.link().transport())
        && !(mine.link().behindNat() && theirs.link().behindNat())
        && shareFamily(mine.fact(), theirs.fact());
  }

  private static boolean shareFamily(ReportedLink mine, ReportedLink theirs) {
    return mine.addresses().stream()
        .anyMatch(
            address ->
                theirs.addresses().stream()
                    .anyMatch(other -> Addresses.isIpv6(address) == Addresses.isIpv6(other)));
  }
}
