package io.hawser.edge.overlay;

/// Which counters of a session are missing at its receiver for no fault of the path, as the sender
/// tells. Field meanings are in the package's document.
///
/// @param session the receiver index that the reader chose
/// @param upTo the highest counter that was used
/// @param unsent of the counters up to there, those that did not leave the sender
/// @param probe counter of the last probe of full size that was not answered, or [#NONE]
public record Gaps(int session, long upTo, long unsent, long probe) {
  public static final long NONE = -1;
}
