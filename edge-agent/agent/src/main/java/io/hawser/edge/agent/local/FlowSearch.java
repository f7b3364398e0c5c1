package io.hawser.edge.agent.local;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Finds flows by words: each word is an address, a port, a protocol, an application, a class, a
/// peer or a part of the flow's name, and all must fit.
final class FlowSearch {
  static List<FlowView> matching(String words, List<FlowView> flows) {
    List<String> wanted = Arrays.asList(words.toLowerCase(Locale.ROOT).strip().split("\\s+"));
    return flows.stream()
        .filter(flow -> wanted.stream().allMatch(word -> fits(word, flow)))
        .toList();
  }

  private static boolean fits(String word, FlowView flow) {
    return word.equals(flow.application().toLowerCase(Locale.ROOT))
        || word.equals(flow.trafficClass().toLowerCase(Locale.ROOT))
        || word.equals(flow.peer().toLowerCase(Locale.ROOT))
        || hasWholePart(flow.flow(), word);
  }

  /// Whether `part` stands in `name` between separators, so that `10.1.1.5` does not find
  /// `10.1.1.50`.
  private static boolean hasWholePart(String name, String part) {
    for (int at = name.indexOf(part); at >= 0; at = name.indexOf(part, at + 1)) {
      if (isBorder(name, at - 1) && isBorder(name, at + part.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBorder(String name, int index) {
    return index < 0 || index >= name.length() || ":-[]".indexOf(name.charAt(index)) >= 0;
  }

  private FlowSearch() {}
}
