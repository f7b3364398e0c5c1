package io.hawser.orchestrator.console;

import java.util.Locale;

/// How far an edge's admission has come.
public enum EdgeStanding {
  PENDING,
  APPROVED,
  ENROLLED,
  REVOKED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
