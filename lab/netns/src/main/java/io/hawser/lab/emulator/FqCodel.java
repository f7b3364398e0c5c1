package io.hawser.lab.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A router before the wire: it sends no faster than its rate, and what has to wait does so in
/// FQ-CoDel (RFC 8290), each of whose queues CoDel manages (RFC 8289). It does not mark.
///
/// Owned by the emulator's loop; not thread-safe. Sans IO.
final class FqCodel {
  // RFC 8290, sections 4 and 5.2, for Ethernet.
  private static final int FLOWS = 1_024;
  private static final int QUANTUM = 1_514;
  private static final int MOST_PACKETS = 10_240;
  private static final int MTU = 1_500;
  private static final int MOST_DROPPED_AT_ONCE = 64;

  // RFC 8289, section 4.
  private static final long TARGET_NS = 5_000_000L;
  private static final long INTERVAL_NS = 100_000_000L;

  /// Who stopped dropping so lately goes on about as often as then.
  private static final long RECENT_NS = 16 * INTERVAL_NS;

  private static final long NOT_ABOVE = Long.MIN_VALUE;

  private static final long NS_PER_SECOND = 1_000_000_000L;

  /// @param exempt as in [Direction#offer]
  record Packet(int frame, int length, boolean exempt, long arrivalNs) {}

  private static final class Flow {
    final Deque<Packet> packets = new ArrayDeque<>();
    int bytes;
    int deficit;
    boolean isListed;

    // CoDel's, by the names of RFC 8289, section 5.
    boolean dropping;
    long firstAboveNs = NOT_ABOVE;
    long dropNextNs;
    int count;
    int lastCount;

    /// Of what was polled last.
    boolean okToDrop;

    /// What came first; null where nothing is left.
    @Nullable Packet poll(long nowNs) {
      okToDrop = false;
      Packet first = packets.poll();
      if (first == null) {
        firstAboveNs = NOT_ABOVE;
        return null;
      }
      bytes -= first.length;
      if (nowNs - first.arrivalNs < TARGET_NS || bytes <= MTU) {
        firstAboveNs = NOT_ABOVE;
      } else if (firstAboveNs == NOT_ABOVE) {
        firstAboveNs = nowNs + INTERVAL_NS;
      } else {
        okToDrop = nowNs - firstAboveNs >= 0;
      }
      return first;
    }
  }

  /// Made as they are needed.
  private final @Nullable Flow[] flows = new Flow[FLOWS];

  private final Deque<Flow> newFlows = new ArrayDeque<>();
  private final Deque<Flow> oldFlows = new ArrayDeque<>();
  private final IntConsumer dropped;
  private long rateBps;
  private long freeNs = Long.MIN_VALUE;
  private int packets;

  /// @param dropped told each frame that CoDel drops, or for which there is no room
  FqCodel(IntConsumer dropped) {
    this.dropped = dropped;
  }

  /// @param bitsPerSecond of IP packets; 0 for as fast as they come
  void setRate(long bitsPerSecond) {
    rateBps = bitsPerSecond;
  }

  boolean isEmpty() {
    return packets == 0;
  }

  /// @param flow any number that is the same for packets of one flow
  void add(int flow, Packet packet) {
    Flow its = flow(flow);
    its.packets.add(packet);
    its.bytes += packet.length;
    if (packets == 0) {
      freeNs = Math.max(freeNs, packet.arrivalNs);
    }
    packets++;
    if (!its.isListed) {
      its.isListed = true;
      its.deficit = QUANTUM;
      newFlows.add(its);
    }
    if (packets > MOST_PACKETS) {
      dropFromFattest();
    }
  }

  private Flow flow(int number) {
    int index = Math.floorMod(number, FLOWS);
    Flow its = flows[index];
    if (its == null) {
      its = new Flow();
      flows[index] = its;
    }
    return its;
  }

  /// Half of the longest queue, 64 packets at most (RFC 8290, section 4.1).
  private void dropFromFattest() {
    Flow fattest = new Flow();
    for (Flow each : flows) {
      fattest = each != null && each.bytes > fattest.bytes ? each : fattest;
    }
    int count = Math.clamp(fattest.packets.size() / 2, 1, MOST_DROPPED_AT_ONCE);
    for (int n = 0; n < count; n++) {
      Packet first = fattest.packets.remove();
      fattest.bytes -= first.length;
      drop(first);
    }
  }

  /// When the next packet may leave; there must be one.
  long nextNs() {
    return freeNs;
  }

  /// Takes the packet whose turn it is at [#nextNs]; there must be one. CoDel does not drop the
  /// last.
  Packet take() {
    long nowNs = freeNs;
    Packet packet = null;
    while (packet == null) {
      boolean isNew = !newFlows.isEmpty();
      Deque<Flow> list = isNew ? newFlows : oldFlows;
      Flow flow = list.remove();
      if (flow.deficit <= 0) {
        flow.deficit += QUANTUM;
        oldFlows.add(flow);
      } else {
        packet = dequeue(flow, nowNs);
        putBack(flow, isNew, packet);
      }
    }
    packets--;
    freeNs = rateBps == 0 ? nowNs : nowNs + packet.length * 8L * NS_PER_SECOND / rateBps;
    return packet;
  }

  /// A new flow that has nothing left goes behind the old ones, so that it does not come before
  /// them again; where there are none it need not, as Linux does it.
  private void putBack(Flow flow, boolean isNew, @Nullable Packet taken) {
    if (taken != null) {
      flow.deficit -= taken.length;
      (isNew ? newFlows : oldFlows).addFirst(flow);
    } else if (isNew && !oldFlows.isEmpty()) {
      oldFlows.add(flow);
    } else {
      flow.isListed = false;
    }
  }

  /// The dequeue routine of RFC 8289, section 5.
  private @Nullable Packet dequeue(Flow flow, long nowNs) {
    Packet packet = flow.poll(nowNs);
    if (packet == null) {
      flow.dropping = false;
      return null;
    }
    if (flow.dropping) {
      if (!flow.okToDrop) {
        flow.dropping = false;
      }
      while (packet != null && flow.dropping && nowNs - flow.dropNextNs >= 0) {
        drop(packet);
        flow.count++;
        packet = flow.poll(nowNs);
        if (flow.okToDrop) {
          flow.dropNextNs = controlLawNs(flow.dropNextNs, flow.count);
        } else {
          flow.dropping = false;
        }
      }
    } else if (flow.okToDrop) {
      drop(packet);
      packet = flow.poll(nowNs);
      flow.dropping = true;
      int delta = flow.count - flow.lastCount;
      boolean wasDropping = nowNs - flow.dropNextNs < RECENT_NS;
      flow.count = delta > 1 && wasDropping ? delta : 1;
      flow.dropNextNs = controlLawNs(nowNs, flow.count);
      flow.lastCount = flow.count;
    }
    return packet;
  }

  private void drop(Packet packet) {
    packets--;
    dropped.accept(packet.frame);
  }

  private static long controlLawNs(long fromNs, int count) {
    return fromNs + Math.round(INTERVAL_NS / Math.sqrt(count));
  }
}
