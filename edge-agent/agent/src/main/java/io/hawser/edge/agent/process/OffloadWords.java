package io.hawser.edge.agent.process;

import io.hawser.edge.agent.linux.Offload;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What works of the edge's offloads, in words for people.
///
/// @param working `gso`, or `gso (not lte)` where a link does without it
/// @param lacking `uso`
record OffloadWords(List<String> working, List<String> lacking) {
  /// @param without for each offload, who does without it
  /// @param links names of all links; one that all do without is lacking
  static OffloadWords of(Map<Offload, Set<String>> without, List<String> links) {
    return new OffloadWords(
        without.entrySet().stream()
            .filter(each -> !isLacking(each.getKey(), each.getValue(), links))
            .map(each -> word(each.getKey(), each.getValue()))
            .toList(),
        without.entrySet().stream()
            .filter(each -> isLacking(each.getKey(), each.getValue(), links))
            .map(each -> each.getKey().word())
            .toList());
  }

  private static boolean isLacking(Offload offload, Set<String> without, List<String> links) {
    return !without.isEmpty() && (!offload.isOfLinks() || without.containsAll(links));
  }

  private static String word(Offload offload, Set<String> without) {
    return without.isEmpty()
        ? offload.word()
        : offload.word() + " (not " + String.join(", ", without) + ")";
  }
}
