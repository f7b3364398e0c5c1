package io.hawser.edge.agent.control;

/// Whether the orchestrator is reached; times are `System.nanoTime`.
public sealed interface ControlState {
  long sinceNs();

  record Connected(String link, long sinceNs) implements ControlState {}

  /// Not connected: what the last attempt met with, or nothing yet.
  record Disconnected(String problem, long sinceNs) implements ControlState {}
}
