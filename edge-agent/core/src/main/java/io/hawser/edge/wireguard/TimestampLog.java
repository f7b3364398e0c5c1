package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.Tai64n;

/// Storage that outlives the process, for the time stamps of one private key. Without it an edge
/// whose clock starts in 1970 after a reboot could send no initiation that its peers accept.
public interface TimestampLog {

  /// What was last reserved, or [Tai64n#LEAST].
  Tai64n reserved();

  /// Stores that stamps up to this one may be in use; returns when that would survive a loss of
  /// power.
  void reserve(Tai64n upTo);
}
