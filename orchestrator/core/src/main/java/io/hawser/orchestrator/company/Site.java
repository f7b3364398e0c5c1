package io.hawser.orchestrator.company;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A place with one edge, one LAN and some WAN links.
public record Site(String name, Lan lan, List<WanLink> links) {
  public Site {
    links = List.copyOf(links);
    Names.label("site", name);
    if (links.isEmpty()) {
      throw RefusedException.invalid(name + ".links: none (expected: at least one)");
    }
    once(name, "name", links.stream().map(WanLink::name).toList());
    once(name, "device", links.stream().map(WanLink::device).toList());
    if (links.stream().anyMatch(link -> link.device().equals(lan.device()))) {
      throw RefusedException.invalid(
          name + ".lan.device: " + lan.device() + " (expected: a device that no link uses)");
    }
  }

  private static void once(String site, String what, List<String> values) {
    Set<String> seen = new HashSet<>();
    for (String value : values) {
      if (!seen.add(value)) {
        throw RefusedException.invalid(
            site + ".links." + what + ": " + value + " twice (expected: once in a site)");
      }
    }
  }

  public Optional<WanLink> link(String linkName) {
    return links.stream().filter(link -> link.name().equals(linkName)).findFirst();
  }
}
