package io.hawser.edge.agent.uplink;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the usable uplinks in turn, one round after the other.
///
/// Not thread-safe; owned by the thread that makes the attempts.
public final class Rotation {
  private final Uplinks uplinks;
  private List<Uplink> round = List.of();
  private int position;

  public Rotation(Uplinks uplinks) {
    this.uplinks = uplinks;
  }

  /// The uplink to try next.
  public Uplink next() {
    if (position >= round.size()) {
      List<Uplink> usable = uplinks.usable();
      round = usable.isEmpty() ? List.of(Uplink.ANY) : List.copyOf(usable);
      position = 0;
    }
    return round.get(position++);
  }

  /// Whether every uplink of this round has been tried, so that it is time to wait.
  public boolean endOfRound() {
    return position >= round.size();
  }

  /// Whether an uplink taken earlier can still be used.
  public boolean isUsable(@Nullable Uplink uplink) {
    List<Uplink> usable = uplinks.usable();
    return Uplink.ANY.equals(uplink) ? usable.isEmpty() : usable.contains(uplink);
  }

  /// Those on which bytes cost nothing, best first.
  public List<Uplink> unmetered() {
    return uplinks.usable().stream().filter(uplink -> !uplink.metered()).toList();
  }

  /// Begins a new round at the best uplink.
  public void restart() {
    round = List.of();
    position = 0;
  }
}
