package io.hawser.lab.trouble;

import java.time.Duration;

/// The company that a trial wants in full form, of a topology and a company of that name.
///
/// @param ground trials of one ground take over the company of the one before; where empty, a trial
///   wants one that nothing has befallen yet, or leaves one that is good for nothing else
/// @param ahead what the branches' clocks are ahead of headquarters'
/// @param traffic whether calls and data flow
/// @param ready what must be over before it begins
record Setting(String topology, String ground, Duration ahead, boolean traffic, Readiness ready) {
  /// The first one suffices for what is no matter of milliseconds; each includes those before.
  enum Readiness {
    CALM,
    /// The compilers rest, and flows that the start moved are back.
    STEADY,
    /// The first trouble was not judged.
    REHEARSED
  }

  /// One branch with traffic, of which milliseconds are judged.
  static Setting pair() {
    return new Setting("troubles-pair", "", Duration.ZERO, true, Readiness.REHEARSED);
  }

  /// Three branches, for what takes minutes: it happens to three at a time, which makes three
  /// repetitions.
  static Setting three() {
    return new Setting("troubles", "", Duration.ZERO, true, Readiness.REHEARSED);
  }

  Setting sharedAs(String name) {
    return new Setting(topology, name, ahead, traffic, ready);
  }

  Setting withoutTraffic() {
    return new Setting(topology, ground, ahead, false, ready);
  }

  Setting once(Readiness enough) {
    return new Setting(topology, ground, ahead, traffic, enough);
  }

  boolean isShared() {
    return !ground.isEmpty();
  }

  /// Whether a company that was made for `other` will do.
  boolean takesOver(Setting other) {
    return isShared()
        && ground.equals(other.ground)
        && topology.equals(other.topology)
        && ahead.equals(other.ahead);
  }
}
