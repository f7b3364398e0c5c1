package io.hawser.edge.dataplane;

import io.hawser.edge.overlay.CopyFrame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What some flows sent lately, kept to be sent again over another path when their own fails. Owned
/// by the outbound agent; allocates nothing after its first packet.
///
/// A ring: each packet stands where its [CopyFrame] would be, so that it is sealed from there.
final class Copies {
  /// Longest packet that is kept: what fits with the header into a path of Ethernet's MTU.
  static final int LONGEST = 1_404;

  private static final int STRIDE = CopyFrame.HEADER_LENGTH + LONGEST + 15 & ~15;

  /// What stands before a packet in its second copy.
  static final int HEADER_LENGTH = CopyFrame.HEADER_LENGTH;

  private static final int NONE = -1;

  private final int kept;
  private final long keptNs;
  private final int[] path;
  private final int[] carrier;
  private final int[] session;
  private final long[] counter;
  private final long[] sentNs;
  private final int[] length;
  private final int[] peer;
  private final int[] trafficClass;
  private final int[] outerClass;
  private @Nullable MemorySegment memory;
  private long written;

  /// Sends a copy of what stands at a place.
  interface Sender {
    void send(int place);
  }

  /// @param kept packets at most, of all paths together; a power of two
  /// @param keptNs after so long it is too late to send one again
  private Copies(int kept, long keptNs) {
    this.kept = kept;
    this.keptNs = keptNs;
    path = new int[kept];
    carrier = new int[kept];
    session = new int[kept];
    counter = new long[kept];
    sentNs = new long[kept];
    length = new int[kept];
    peer = new int[kept];
    trafficClass = new int[kept];
    outerClass = new int[kept];
  }

  /// Of real-time flows: what a hundred calls send until it would come too late, 200 ms.
  static Copies ofCalls() {
    return new Copies(1_024, 200_000_000L);
  }

  /// Of [thin flows][io.hawser.edge.steer.Flow#isThin()]: what a thousand of them send, requests
  /// and acknowledgements, until their senders have sent it again themselves: RFC 6298, section
  /// 2.4, with Linux' least timeout of 200 ms, and what suspicion may be late.
  static Copies ofThinFlows() {
    return new Copies(4_096, 500_000_000L);
  }

  /// Of flows whose packets are copied at once: no longer than that takes.
  static Copies inPassing() {
    return new Copies(2, 0);
  }

  /// Keeps a packet that was sealed; answers its place, or -1 where it is too long to be kept.
  int keep(int ofPath, int session, long counter, MemorySegment p, long at, int total, long nowNs) {
    if (total > LONGEST) {
      return -1;
    }
    MemorySegment room = memory;
    if (room == null) {
      room = Arena.ofAuto().allocate((long) kept * STRIDE, 16);
      memory = room;
    }
    int place = (int) written++ & (kept - 1);
    MemorySegment.copy(p, at, room, offset(place) + CopyFrame.HEADER_LENGTH, total);
    CopyFrame.write(room, offset(place), session, counter, total);
    path[place] = ofPath;
    carrier[place] = NONE;
    this.session[place] = session;
    this.counter[place] = counter;
    sentNs[place] = nowNs;
    length[place] = CopyFrame.HEADER_LENGTH + total;
    return place;
  }

  /// Whose packet it is, which decides the paths that may carry it, and how it is marked there.
  ///
  /// @param trafficClass index of the policy's class
  /// @param outerClass see [WireEgress#toWire]
  void belongs(int place, int peer, int trafficClass, int outerClass) {
    this.peer[place] = peer;
    this.trafficClass[place] = trafficClass;
    this.outerClass[place] = outerClass;
  }

  /// Forgets all.
  void clear() {
    written = 0;
  }

  /// Forgets what went by a path that is no more.
  void forget(int gone) {
    for (int place = 0; place < kept; place++) {
      path[place] = path[place] == gone ? NONE : path[place];
      carrier[place] = carrier[place] == gone ? NONE : carrier[place];
    }
  }

  /// Its copy went by this path.
  void carriedBy(int place, int path) {
    carrier[place] = path;
  }

  /// Passes on what was sent on a path and not yet reported, and the copies that it carried for
  /// another one, the oldest first.
  ///
  /// @param session the one that the report is about; of others all is passed on
  /// @param reported the highest counter of it that the peer reported, -1 for none
  void forUnreported(int path, int session, long reported, long nowNs, Sender sender) {
    for (long n = Math.max(0, written - kept); n < written; n++) {
      int place = (int) n & (kept - 1);
      boolean isReported = this.session[place] == session && counter[place] <= reported;
      boolean isLost = (this.path[place] == path && !isReported) || carrier[place] == path;
      if (isLost && nowNs - sentNs[place] <= keptNs) {
        sender.send(place);
      }
    }
  }

  MemorySegment memory() {
    MemorySegment room = memory;
    if (room == null) {
      throw new IllegalStateException("memory: none (expected: a packet was kept)");
    }
    return room;
  }

  /// Where the frame of a kept packet begins.
  static long offset(int place) {
    return (long) place * STRIDE;
  }

  /// Of the frame.
  int length(int place) {
    return length[place];
  }

  int path(int place) {
    return path[place];
  }

  /// The path that its copy went by, -1 for none.
  int carrier(int place) {
    return carrier[place];
  }

  int peer(int place) {
    return peer[place];
  }

  int trafficClass(int place) {
    return trafficClass[place];
  }

  int outerClass(int place) {
    return outerClass[place];
  }
}
