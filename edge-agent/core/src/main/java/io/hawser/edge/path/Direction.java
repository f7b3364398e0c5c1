package io.hawser.edge.path;

/// Which way packets of a path travel, seen from this edge.
public enum Direction {
  OUTBOUND,
  INBOUND
}
