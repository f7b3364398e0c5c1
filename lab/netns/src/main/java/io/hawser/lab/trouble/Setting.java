package io.hawser.lab.trouble;

import java.time.Duration;

/// The company that a trial wants in full form, of a topology and a company of that name.
///
/// @param ground trials of one ground take over the company of the one before; where empty, a trial
///   wants one that nothing has befallen yet, or leaves one that is good for nothing else
/// @param ahead what the branches' clocks are ahead of headquarters'
/// @param traffic whether calls and data flow
/// @param tense whether milliseconds are judged: not before the compilers rest, and not the first
///   trouble
record Setting(String topology, String ground, Duration ahead, boolean traffic, boolean tense) {
  /// One branch with traffic, of which milliseconds are judged.
  static Setting pair() {
    return new Setting("troubles-pair", "", Duration.ZERO, true, true);
  }

  /// Three branches, for what takes minutes: it happens to three at a time, which makes three
  /// repetitions.
  static Setting three() {
    return new Setting("troubles", "", Duration.ZERO, true, true);
  }

  Setting sharedAs(String name) {
    return new Setting(topology, name, ahead, traffic, tense);
  }

  Setting withClocksAhead(Duration by) {
    return new Setting(topology, ground, by, traffic, tense);
  }

  Setting withoutTraffic() {
    return new Setting(topology, ground, ahead, false, tense);
  }

  /// Minutes matter, not milliseconds.
  Setting relaxed() {
    return new Setting(topology, ground, ahead, traffic, false);
  }

  boolean isShared() {
    return !ground.isEmpty();
  }
}
