package io.hawser.lab.trouble;

import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.trouble.Branch.Way;

/// Something that happened to a branch, and what both receivers noticed of it.
///
/// @param startNs just before, by [System#nanoTime()]
/// @param endNs when the caller went on; the trouble still lasts then
record Incident(Branch branch, long startNs, long endNs) {
  /// What is on its way when the trouble begins may be hit as well.
  private static final long ON_ITS_WAY_NS = 150_000_000;

  /// What was sent in the last moments may still come.
  private static final long STILL_COMING_NS = 250_000_000;

  /// A pause of the sender looks like one of the network.
  private static final double LATE_SENDER_MS = 20;

  Heard voice(Way way) {
    return heard(branch.voice(way));
  }

  Heard data(Way way) {
    return heard(branch.data(way));
  }

  Heard heard(Stream stream) {
    Heard heard = stream.heard(startNs - ON_ITS_WAY_NS, endNs - STILL_COMING_NS);
    if (heard.senderLateMs() > LATE_SENDER_MS) {
      branch.rig().spoil("a sender was late by " + heard.senderLateMs() + " ms");
    }
    return heard;
  }
}
