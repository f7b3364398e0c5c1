package io.hawser.orchestrator.server.users;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows guessing: so many failures of one key (an address, a name) within a minute, then none
/// until that minute is over. What is over is forgotten; when it holds too many keys all the same,
/// the one used longest ago goes.
final class SignInLimiter {
  private static final long WINDOW_MS = 60_000;
  private static final int CAPACITY = 10_000;

  private final int failures;
  private final Map<String, Window> windows =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > CAPACITY;
        }
      };

  private record Window(long startedMs, int failures) {}

  SignInLimiter(int failures) {
    this.failures = failures;
  }

  synchronized boolean admits(String key, long nowMs) {
    return current(key, nowMs).failures() < failures;
  }

  /// Counts a try before its outcome is known, so that tries at the same time cannot slip through.
  synchronized void tried(String key, long nowMs) {
    forgetWhatIsOver(nowMs);
    Window window = current(key, nowMs);
    windows.put(key, new Window(window.startedMs(), window.failures() + 1));
  }

  /// Takes back a try that came to nothing.
  synchronized void untried(String key) {
    windows.computeIfPresent(
        key,
        (_, window) ->
            window.failures() <= 1 ? null : new Window(window.startedMs(), window.failures() - 1));
  }

  synchronized void succeeded(String key) {
    windows.remove(key);
  }

  /// How many keys it holds.
  synchronized int size() {
    return windows.size();
  }

  /// From the key used longest ago up to the first that still counts.
  private void forgetWhatIsOver(long nowMs) {
    Iterator<Window> oldest = windows.values().iterator();
    while (oldest.hasNext() && nowMs - oldest.next().startedMs() >= WINDOW_MS) {
      oldest.remove();
    }
  }

  private Window current(String key, long nowMs) {
    Window window = windows.get(key);
    return window == null || nowMs - window.startedMs() >= WINDOW_MS
        ? new Window(nowMs, 0)
        : window;
  }
}
