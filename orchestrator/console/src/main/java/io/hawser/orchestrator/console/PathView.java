package io.hawser.orchestrator.console;

import org.jspecify.annotations.Nullable;

/// A path as the edge at its near end sees it; the far end has another for the other way.
///
/// @param stateOut from the near end to the far end
/// @param cause of the last change of `stateOut`
/// @param rttUs smoothed, -1: not measured; so are `jitterUs`, `lossOutPpm`, `lossInPpm`
/// @param sinceEpochMs since when `stateOut` has been as it is
/// @param measuredEpochMs when the edge reported this, 0: never
/// @param quality null where the edge is away or of a version that does not tell it
public record PathView(
    String edgeId,
    String edge,
    String site,
    String link,
    String peerId,
    String peer,
    String peerSite,
    String peerLink,
    String transport,
    PathState stateOut,
    PathState stateIn,
    String cause,
    long rttUs,
    long jitterUs,
    long lossOutPpm,
    long lossInPpm,
    long txBytes,
    long rxBytes,
    long sinceEpochMs,
    long measuredEpochMs,
    @Nullable PathQuality quality) {
  /// A name that is unique among all paths and fit for an HTML id.
  public String key() {
    return (edge + "-" + link + "-" + peer + "-" + peerLink).replaceAll("[^A-Za-z0-9-]", "_");
  }

  /// Whether `other` is the same path seen from its far end.
  public boolean isReverseOf(PathView other) {
    return edgeId.equals(other.peerId)
        && link.equals(other.peerLink)
        && peerId.equals(other.edgeId)
        && peerLink.equals(other.link);
  }
}
