package io.hawser.edge.rate;

import java.util.Map;
import java.util.TreeMap;

/// What went into a link and what came out of it, and how long it took: what is known of its far
/// queue. Owned by control.
///
/// What arrived at several peers is put on one axis, this edge's clock less the way: a packet left
/// the far queue when it was sent, and by its delay above the least one later. Clocks, and ways of
/// different lengths, so do not matter.
final class LinkFlow {
  /// A path on which nothing arrived for so long does not keep the others waiting.
  private static final long QUIET_NS = 150_000_000L;

  /// Nor does one that has less than this share of the busiest.
  private static final double LITTLE = 0.1;

  /// A packet of another path that waited for nothing tells for so long that the link is not the
  /// reason why a path is slow.
  private static final long WITNESS_NS = 1_000_000_000L;

  /// Two packets that were sent nearer to each other may have met different queues.
  private static final long APART_NS = 20_000_000L;

  /// What a report tells of came within so long, one lost report included: a peer reports soon
  /// after the first packet that follows a quiet.
  private static final long REPORTED_NS = 50_000_000L;

  /// Outbound tells 10 ms after the first packet that follows a quiet what has been sent.
  private static final long LOADED_NS = 12_000_000L;

  /// Of what is looked at.
  private static final long LEAST_NS = 1_000_000L;

  private static final long REPORTED_SHARE_NS = 1_000_000_000L;
  private static final double BITS_NS = 8e9;

  private final Map<Integer, PathFlow> paths = new TreeMap<>();
  private final ByteFlow sent = new ByteFlow();
  private final ByteFlow sentReported = new ByteFlow();
  private final ByteFlow arrived = new ByteFlow();

  private final LossShare loss = new LossShare();
  private LinkLoad load = LinkLoad.NONE;
  private boolean loaded;

  void onSent(LinkLoad now) {
    if (loaded) {
      long fromNs = Math.max(load.takenNs(), now.takenNs() - LOADED_NS);
      sent.add(fromNs, now.takenNs(), now.bytes() - load.bytes());
      sentReported.add(fromNs, now.takenNs(), now.reportedBytes() - load.reportedBytes());
    }
    load = now;
    loaded = true;
  }

  /// @param wireBytes of the IP packets that the delivery's came in
  /// @param calm whether the link has room
  /// @param longNs a queue from this on counts as one
  void onDelivery(
      int path,
      long transitNs,
      long sentNs,
      long lastedNs,
      long wireBytes,
      boolean calm,
      long longNs,
      long nowNs) {
    PathFlow flow = path(path);
    flow.add(transitNs, sentNs, calm, longNs, nowNs);
    long endNs = sentNs + flow.lastQueueNs(nowNs);
    arrived.add(endNs - Math.min(lastedNs, REPORTED_NS), endNs, wireBytes);
    flow.deliver(endNs, lastedNs, wireBytes, nowNs);
  }

  void onTransit(int path, long transitNs, long sentNs, boolean calm, long longNs, long nowNs) {
    path(path).add(transitNs, sentNs, calm, longNs, nowNs);
  }

  void onCounted(long expected, long missing, long nowNs) {
    loss.add(expected, missing, nowNs);
  }

  private PathFlow path(int path) {
    return paths.computeIfAbsent(path, _ -> new PathFlow());
  }

  void forgetTransit(int path) {
    path(path).forgetTransit();
  }

  void remove(int path) {
    paths.remove(path);
  }

  // ---------------------------------------------------------------- what is known

  /// Until when it is known what was sent and what of it arrived on all paths.
  long endNs(long nowNs) {
    double most = busiestBps(nowNs);
    long endNs = load.takenNs();
    for (PathFlow path : paths.values()) {
      if (nowNs - path.heardNs() <= QUIET_NS && path.bps() >= most * LITTLE) {
        endNs = Math.min(endNs, path.endNs());
      }
    }
    return endNs;
  }

  private double busiestBps(long nowNs) {
    double most = 0;
    for (PathFlow path : paths.values()) {
      if (nowNs - path.heardNs() <= QUIET_NS) {
        most = Math.max(most, path.bps());
      }
    }
    return most;
  }

  private PathFlow busiest(long nowNs) {
    double most = busiestBps(nowNs);
    PathFlow busiest = null;
    for (PathFlow path : paths.values()) {
      if (busiest == null || (nowNs - path.heardNs() <= QUIET_NS && path.bps() >= most)) {
        busiest = path;
      }
    }
    if (busiest == null) {
      throw new IllegalStateException("paths: none (expected: one on which something arrived)");
    }
    return busiest;
  }

  /// What left the far queue between two times, beside how it was sent.
  Look look(long fromNs, long toNs, long nowNs) {
    double reported = sentReported.between(toNs - REPORTED_SHARE_NS, toNs);
    double all = sent.between(toNs - REPORTED_SHARE_NS, toNs);
    double ofAll = reported > 0 ? Math.max(1, all / reported) : 1;
    PathFlow path = busiest(nowNs);
    long sentFromNs = fromNs - path.queueAt(fromNs, nowNs);
    long sentToNs = Math.max(sentFromNs + LEAST_NS, toNs - path.queueAt(toNs, nowNs));
    return new Look(
        sent.between(sentFromNs, sentToNs) * BITS_NS / (sentToNs - sentFromNs),
        arrived.between(fromNs, toNs)
            * ofAll
            / (1 - loss.share(nowNs))
            * BITS_NS
            / (toNs - fromNs));
  }

  /// Bits sent between two times.
  double bits(long fromNs, long toNs) {
    return sent.between(fromNs, toNs) * BITS_NS / 1e9;
  }

  /// The least time that a packet waited in the far queue, of those that left it at a time or
  /// later. Where several paths lead over the link, it is what they have in common.
  ///
  /// @param littleNs is no queue
  long leastQueueNs(long fromNs, long littleNs, long nowNs) {
    PathFlow busiest = busiest(nowNs);
    long leastNs = PathFlow.NONE;
    for (PathFlow path : paths.values()) {
      int shortest = path.shortest(fromNs, nowNs);
      if (shortest > 0) {
        leastNs = Math.min(leastNs, path.queueNs(shortest, nowNs));
      } else if (path != busiest && isWitness(path, busiest, littleNs, nowNs)) {
        leastNs = Math.min(leastNs, path.lastQueueNs(nowNs));
      }
    }
    return leastNs;
  }

  private static boolean isWitness(PathFlow path, PathFlow slow, long littleNs, long nowNs) {
    return nowNs - path.lastSentNs() <= WITNESS_NS
        && path.lastSentNs() - slow.lastShortNs() >= APART_NS
        && path.lastQueueNs(nowNs) <= littleNs;
  }

  /// How long the queue will be for what is sent now, if the link goes on at a rate: what is under
  /// way is known.
  ///
  /// @param fromNs from when on packets left the queue that tell how long it is
  long queueAheadNs(long fromNs, double capacity, long nowNs) {
    PathFlow path = busiest(nowNs);
    int shortest = path.shortest(fromNs, nowNs);
    if (shortest == 0) {
      return 0;
    }
    long sentNs = path.sentNs(shortest);
    double sinceNs = bits(sentNs, load.takenNs()) * 1e9 / capacity;
    return (long) (path.queueNs(shortest, nowNs) + sinceNs) - (load.takenNs() - sentNs);
  }

  /// By how much delays vary for other reasons than a queue.
  long noiseNs(long nowNs) {
    return paths.isEmpty() ? 0 : Math.round(busiest(nowNs).noiseNs());
  }

  boolean isLossKnown(long nowNs) {
    return loss.isKnown(nowNs);
  }

  void forgetLoss(long nowNs) {
    loss.forget(nowNs);
  }

  /// What took least of what was sent since then waited for nothing, on any path.
  void rebase(long sinceNs, long nowNs) {
    paths.values().forEach(path -> path.rebase(sinceNs, nowNs));
  }
}
