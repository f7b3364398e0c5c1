package io.hawser.orchestrator.company;

import io.hawser.policy.Prefix;
import java.util.List;

/// A site's local network.
public record Lan(String device, List<Prefix> prefixes) {
  public Lan {
    prefixes = List.copyOf(prefixes);
    Names.device("lan.device", device);
    if (prefixes.isEmpty()) {
      throw RefusedException.invalid("lan.prefixes: none (expected: at least one)");
    }
  }
}
