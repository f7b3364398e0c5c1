package io.hawser.edge.bond;

/// Why a path is not in its bond. The worst first: of several that hold the first is told.
public enum Absence {
  SILENT("it is not known that what is sent on it arrives"),
  UNMEASURED("its delay is not known yet"),
  METERED("it costs, and others do not"),
  LOSES("it loses more than the best member"),
  LAGS("its delay differs from that of those that are in by more than anybody would wait");

  private final String meaning;

  Absence(String meaning) {
    this.meaning = meaning;
  }

  /// One line for people.
  public String meaning() {
    return meaning;
  }
}
