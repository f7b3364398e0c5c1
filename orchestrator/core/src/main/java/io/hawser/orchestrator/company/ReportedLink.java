package io.hawser.orchestrator.company;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a box said of one of its links, as far as peers must know it.
///
/// @param addresses numeric, those that a peer could use
/// @param publicKey null until the box has made the link's key
public record ReportedLink(String name, List<String> addresses, @Nullable PublicKey publicKey) {
  /// Addresses kept of one link.
  public static final int MAX_ADDRESSES = 8;

  public ReportedLink {
    Names.label("link", name);
    addresses = List.copyOf(addresses);
    if (addresses.size() > MAX_ADDRESSES) {
      throw RefusedException.invalid(
          name + ".addresses: " + addresses.size() + " (expected: at most " + MAX_ADDRESSES + ")");
    }
  }
}
