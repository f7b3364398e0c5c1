package io.hawser.policy;

import java.util.List;

/// A kind of traffic and how it is recognised: a flow belongs to it where any of the matches holds.
///
/// @param name unique within the policy
/// @param matches at least one
public record Application(String name, List<Match> matches) {
  public Application {
    matches = List.copyOf(matches);
    if (matches.isEmpty()) {
      throw new IllegalArgumentException("match: none (expected: at least one)");
    }
  }
}
