package io.hawser.edge.steer;

import java.util.List;

/// The rules' outcome: a [Choice] for every class of traffic and peer. Immutable.
///
/// @param epoch grows with every table; flows are placed anew when it does
/// @param choices by peer slot, then by class index; a peer or class beyond the lists has no choice
///   yet
public record SteeringTable(long epoch, List<List<Choice>> choices) {
  /// Before anything is known.
  public static final SteeringTable EMPTY = new SteeringTable(0, List.of());

  public SteeringTable {
    choices = choices.stream().map(List::copyOf).toList();
  }

  public Choice choice(int peer, int trafficClass) {
    if (peer < 0 || peer >= choices.size() || trafficClass >= choices.get(peer).size()) {
      return Choice.NONE;
    }
    return choices.get(peer).get(trafficClass);
  }
}
