package io.hawser.lab.scenario;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a scenario leaves for the next one of the same [ground][Scenario#ground()]: a company takes
/// a minute or two to come up and to be used to its traffic. One thing at most, as one lab can be
/// up at a time. Not thread-safe.
public final class Shelf implements AutoCloseable {
  /// Something that a scenario leaves.
  public interface Left {
    /// Ends it: nobody wants it any more.
    void end() throws IOException;
  }

  private @Nullable Left left;

  /// Leaves something; there must be nothing yet.
  public void put(Left thing) {
    if (left != null) {
      throw new IllegalStateException("shelf: " + left + " (expected: nothing)");
    }
    left = thing;
  }

  /// Takes what was left; it is the caller's from now on.
  public Optional<Left> take() {
    Optional<Left> taken = Optional.ofNullable(left);
    left = null;
    return taken;
  }

  @Override
  public void close() throws IOException {
    Left thing = left;
    left = null;
    if (thing != null) {
      thing.end();
    }
  }
}
