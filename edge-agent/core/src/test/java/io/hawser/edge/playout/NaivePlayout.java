package io.hawser.edge.playout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules of the package's document, carried out as they are read: everything is kept, sorted
/// and looked for. Its senders' times do not wrap.
final class NaivePlayout {
  private static final long US = 1_000;

  private final Map<String, Flow> flows = new HashMap<>();
  private final Map<Integer, Long> waits = new HashMap<>();
  private final List<Held> held = new ArrayList<>();
  private final List<String> left;
  private long turns;

  private record Seen(long transitUs, long atUs) {}

  private record Held(String flow, long dueNs, long turn, String packet) {}

  private static final class Flow {
    List<Seen> seen = new ArrayList<>();
    boolean begun;
    long lastNs;
    long newestSentUs;
    long newestDueNs = Long.MIN_VALUE;
    long playoutUs;
  }

  /// @param left is added `time packet` whenever one leaves
  NaivePlayout(List<String> left) {
    this.left = left;
  }

  /// @param sentUs null where the packet does not say
  void onPacket(
      String name, int peer, String packet, @Nullable Long sentUs, long capUs, long nowNs) {
    Flow flow = flows.computeIfAbsent(name, _ -> new Flow());
    long dueNs =
        sentUs == null ? unstamped(name, flow, nowNs) : due(flow, peer, sentUs, capUs, nowNs);
    boolean isTickLate = holds(name) && first(held).dueNs <= nowNs;
    if (dueNs <= nowNs && !isTickLate) {
      left.add(nowNs + " " + packet);
      return;
    }
    held.add(new Held(name, dueNs, turns++, packet));
    List<Held> its = held.stream().filter(each -> each.flow.equals(name)).toList();
    if (its.size() > 256) {
      leave(first(its), nowNs);
    } else if (held.size() == 4_096) {
      leave(first(held), nowNs);
    }
  }

  private long unstamped(String name, Flow flow, long nowNs) {
    flow.begun &= nowNs - flow.lastNs <= 10_000_000_000L;
    flow.lastNs = nowNs;
    return holds(name) ? flow.newestDueNs : nowNs;
  }

  private boolean holds(String name) {
    return held.stream().anyMatch(each -> each.flow.equals(name));
  }

  private long due(Flow flow, int peer, long sentUs, long capUs, long nowNs) {
    long nowUs = nowNs / US;
    long transitUs = nowUs - sentUs;
    boolean goesOn =
        flow.begun
            && nowNs - flow.lastNs <= 10_000_000_000L
            && Math.abs(transitUs - flow.playoutUs) <= 2_000_000;
    flow.lastNs = nowNs;
    if (!goesOn) {
      flow.begun = true;
      flow.seen.clear();
      flow.playoutUs = transitUs + Math.min(capUs, waits.getOrDefault(peer, capUs / 2));
    }
    flow.seen.add(new Seen(transitUs, nowUs));
    List<Seen> latest = latest(flow.seen, 256);
    List<Seen> window = latest.stream().filter(each -> nowUs - each.atUs <= 10_000_000).toList();
    long leastUs = latest(window, 32).stream().mapToLong(Seen::transitUs).min().orElseThrow();
    boolean mature = window.size() >= 32;
    long stepUs = goesOn ? sentUs - flow.newestSentUs : 0;
    if (goesOn) {
      adapt(flow, window, leastUs + capUs, mature, stepUs);
    }
    if (mature) {
      waits.put(peer, Math.max(0, flow.playoutUs - leastUs));
    }
    long dueNs = Math.min((sentUs + flow.playoutUs) * US, nowNs + capUs * US);
    if (!goesOn || stepUs >= 0) {
      dueNs = Math.max(dueNs, flow.newestDueNs);
      flow.newestDueNs = dueNs;
      flow.newestSentUs = sentUs;
    }
    return dueNs;
  }

  private static void adapt(
      Flow flow, List<Seen> window, long reachUs, boolean mature, long stepUs) {
    List<Long> within =
        window.stream()
            .map(Seen::transitUs)
            .filter(each -> each <= reachUs)
            .sorted(Comparator.reverseOrder())
            .toList();
    long targetUs = within.get(within.size() / 100);
    boolean paused = stepUs > 100_000;
    if (targetUs > flow.playoutUs || (mature && paused)) {
      flow.playoutUs = targetUs;
    } else if (mature) {
      flow.playoutUs = Math.max(targetUs, flow.playoutUs - Math.max(0, stepUs) / 64);
    }
    flow.playoutUs = Math.min(flow.playoutUs, reachUs);
  }

  private static <T> List<T> latest(List<T> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  private static Held first(List<Held> of) {
    return of.stream()
        .min(Comparator.comparingLong(Held::dueNs).thenComparingLong(Held::turn))
        .orElseThrow();
  }

  private void leave(Held gone, long nowNs) {
    held.remove(gone);
    left.add(nowNs + " " + gone.packet);
  }

  void onTick(long nowNs) {
    while (!held.isEmpty() && first(held).dueNs <= nowNs) {
      leave(first(held), nowNs);
    }
  }
}
