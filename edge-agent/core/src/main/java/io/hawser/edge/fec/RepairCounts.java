package io.hawser.edge.fec;

/// What became of the symbols of one [Decoder], since it began. The numbers never fall.
///
/// `expected`, `lost` and `runs` tell what the way did to source symbols, whatever was repaired:
/// they count a symbol when it is too old to come. The loss share is `lost / expected`, the mean
/// burst `lost / runs`.
public final class RepairCounts {
  long expected;
  long lost;
  long runs;
  long recovered;
  long givenUp;
  long duplicate;
  long late;
  long redundant;
  long unusable;
  long contradictory;
  long malformed;

  RepairCounts() {}

  /// Source symbols that came or were lost.
  public long expected() {
    return expected;
  }

  /// Of these, those that did not come.
  public long lost() {
    return lost;
  }

  /// Bursts in which they were lost: symbols lost next to one another are one.
  public long runs() {
    return runs;
  }

  /// Packets that were repaired and delivered.
  public long recovered() {
    return recovered;
  }

  /// Packets that neither came nor were repaired in time.
  public long givenUp() {
    return givenUp;
  }

  /// Source symbols that had come or been repaired before.
  public long duplicate() {
    return duplicate;
  }

  /// Source symbols older than what is kept.
  public long late() {
    return late;
  }

  /// Repair symbols that told nothing new.
  public long redundant() {
    return redundant;
  }

  /// Repair symbols about packets that are not kept any more, or far ahead of any.
  public long unusable() {
    return unusable;
  }

  /// Times at which what was received did not fit together, and all equations were thrown away.
  public long contradictory() {
    return contradictory;
  }

  /// Symbols whose length or window cannot be.
  public long malformed() {
    return malformed;
  }
}
