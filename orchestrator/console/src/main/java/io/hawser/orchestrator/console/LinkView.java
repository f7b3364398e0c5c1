package io.hawser.orchestrator.console;

import java.util.List;

/// A WAN link as configured for its site, with what its edge reports of it.
///
/// @param reported whether the edge has told anything of it; `up` means nothing before
/// @param addresses without prefix length
public record LinkView(
    String name,
    String device,
    String transport,
    boolean metered,
    boolean backup,
    boolean behindNat,
    boolean reported,
    boolean up,
    List<String> addresses) {
  public LinkView {
    addresses = List.copyOf(addresses);
  }
}
