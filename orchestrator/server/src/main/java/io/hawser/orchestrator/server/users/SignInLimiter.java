package io.hawser.orchestrator.server.users;

import java.util.LinkedHashMap;
import java.util.Map;

/// Slows guessing: so many failures of one key (an address, a name) within a minute, then none
/// until that minute is over. Forgets the key used longest ago when it holds too many.
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
    Window window = current(key, nowMs);
    windows.put(key, new Window(window.startedMs(), window.failures() + 1));
  }

  synchronized void succeeded(String key) {
    windows.remove(key);
  }

  private Window current(String key, long nowMs) {
    Window window = windows.get(key);
    return window == null || nowMs - window.startedMs() >= WINDOW_MS
        ? new Window(nowMs, 0)
        : window;
  }
}
