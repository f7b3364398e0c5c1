package io.hawser.orchestrator.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place with its LAN and its links.
///
/// @param edgeId the edge that stands there, null: none yet
public record SiteView(
    String name,
    boolean hub,
    List<String> prefixes,
    List<LinkView> links,
    @Nullable String edgeId) {
  public SiteView {
    prefixes = List.copyOf(prefixes);
    links = List.copyOf(links);
  }
}
