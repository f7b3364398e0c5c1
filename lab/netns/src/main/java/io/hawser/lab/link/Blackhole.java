package io.hawser.lab.link;

import java.util.Locale;

/// Which directions swallow everything while the carrier stays up; seen from the edge.
public enum Blackhole {
  NONE,
  OUT,
  IN,
  BOTH;

  static Blackhole of(boolean up, boolean down) {
    return up ? (down ? BOTH : OUT) : down ? IN : NONE;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean swallowsUp() {
    return this == OUT || this == BOTH;
  }

  boolean swallowsDown() {
    return this == IN || this == BOTH;
  }
}
