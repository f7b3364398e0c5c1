package io.hawser.lab.trouble;

import java.time.Duration;

/// The company that a trial wants in full form.
///
/// @param topology of `lab/topologies`
/// @param company of `lab/companies`
/// @param ground trials of one ground take over the company of the one before; where empty, a trial
///   wants one that nothing has befallen yet, or leaves one that is good for nothing else
/// @param ahead what the branches' clocks are ahead of headquarters'
/// @param traffic whether calls and data flow
/// @param ready what must be over before it begins
record Setting(
    String topology,
    String company,
    String ground,
    Duration ahead,
    boolean traffic,
    Readiness ready) {
  /// The first one suffices for what is no matter of milliseconds; each includes those before.
  enum Readiness {
    CALM,
    /// The compilers rest.
    COMPILED,
    /// The first trouble was not judged.
    REHEARSED
  }

  /// One branch with traffic, of which milliseconds are judged.
  static Setting pair() {
    return of("troubles-pair");
  }

  /// Three branches, for what takes minutes: it happens to three at a time, which makes three
  /// repetitions.
  static Setting three() {
    return of("troubles");
  }

  /// A topology and a company of that name.
  static Setting of(String name) {
    return new Setting(name, name, "", Duration.ZERO, true, Readiness.REHEARSED);
  }

  Setting asCompany(String name) {
    return new Setting(topology, name, ground, ahead, traffic, ready);
  }

  Setting withClocksAhead(Duration time) {
    return new Setting(topology, company, ground, time, traffic, ready);
  }

  Setting sharedAs(String name) {
    return new Setting(topology, company, name, ahead, traffic, ready);
  }

  Setting withoutTraffic() {
    return new Setting(topology, company, ground, ahead, false, ready);
  }

  Setting once(Readiness enough) {
    return new Setting(topology, company, ground, ahead, traffic, enough);
  }

  boolean isShared() {
    return !ground.isEmpty();
  }

  /// Whether a company that was made for `other` will do.
  boolean takesOver(Setting other) {
    return isShared()
        && ground.equals(other.ground)
        && topology.equals(other.topology)
        && company.equals(other.company)
        && ahead.equals(other.ahead);
  }
}
