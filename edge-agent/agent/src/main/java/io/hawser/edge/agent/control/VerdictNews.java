package io.hawser.edge.agent.control;

import io.hawser.orchestrator.api.Verdict;
import io.hawser.orchestrator.api.Verdicts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which verdicts the orchestrator does not know yet: all at the beginning of a stream, then those
/// that changed. Not thread-safe.
final class VerdictNews {
  /// In one message; a verdict has some 300 bytes.
  static final int MOST_AT_ONCE = 500;

  private record Key(String trafficClass, String peerId) {}

  private final Map<Key, Verdict> told = new LinkedHashMap<>();
  private Map<Key, Verdict> latest = Map.of();
  private boolean known;
  private boolean completeDue;
  private boolean changed;

  void onStream() {
    completeDue = true;
  }

  /// All of them, as they are now.
  void put(List<Verdict> verdicts) {
    Map<Key, Verdict> all = new LinkedHashMap<>();
    verdicts.forEach(verdict -> all.put(key(verdict), verdict));
    latest = all;
    known = true;
    changed = true;
  }

  /// What is to be said next; null where there is no news.
  @Nullable Verdicts poll() {
    if (!known || !(completeDue || changed)) {
      return null;
    }
    Verdicts.Builder news = Verdicts.newBuilder().setComplete(completeDue);
    if (completeDue) {
      told.clear();
    }
    latest.forEach(
        (key, verdict) -> {
          if (news.getVerdictsCount() < MOST_AT_ONCE && !verdict.equals(told.get(key))) {
            news.addVerdicts(verdict);
            told.put(key, verdict);
          }
        });
    told.keySet()
        .removeIf(
            key -> {
              boolean gone = news.getVerdictsCount() < MOST_AT_ONCE && !latest.containsKey(key);
              if (gone) {
                news.addVerdicts(
                    Verdict.newBuilder()
                        .setTrafficClass(key.trafficClass)
                        .setPeerId(key.peerId)
                        .setGone(true));
              }
              return gone;
            });
    boolean complete = completeDue;
    completeDue = false;
    changed = news.getVerdictsCount() == MOST_AT_ONCE;
    return complete || news.getVerdictsCount() > 0 ? news.build() : null;
  }

  private static Key key(Verdict verdict) {
    return new Key(verdict.getTrafficClass(), verdict.getPeerId());
  }
}
