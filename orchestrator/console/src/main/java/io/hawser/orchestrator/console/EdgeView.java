package io.hawser.orchestrator.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An edge: who it is, what it was told and what it has applied.
///
/// @param name as a person approved it; of one that waits what the box calls itself
/// @param claimSite where its claim says that it will stand, null: whoever approves it says
/// @param fingerprint SHA-256 of its key, hexadecimal; the box prints the same
/// @param version of its software, empty until it first attached
/// @param accepted whether it took the newest revision that it answered for
/// @param error why it refused, else empty
/// @param attachedEpochMs since when the present stream stands, 0: none
public record EdgeView(
    String id,
    String name,
    @Nullable String site,
    @Nullable String claimSite,
    EdgeStanding state,
    String serial,
    String hostname,
    String fingerprint,
    List<String> devices,
    List<String> overlayAddresses,
    long requestedEpochMs,
    boolean attached,
    long attachedEpochMs,
    String version,
    long newestRevision,
    long appliedRevision,
    boolean accepted,
    String error,
    List<LinkView> links) {
  public EdgeView {
    devices = List.copyOf(devices);
    overlayAddresses = List.copyOf(overlayAddresses);
    links = List.copyOf(links);
  }

  public boolean upToDate() {
    return accepted && appliedRevision == newestRevision;
  }

  /// The fingerprint in groups of four, as people compare it.
  public String groupedFingerprint() {
    return fingerprint.replaceAll("(.{4})(?!$)", "$1 ");
  }
}
