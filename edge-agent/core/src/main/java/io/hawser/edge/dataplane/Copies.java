package io.hawser.edge.dataplane;

import io.hawser.edge.overlay.CopyFrame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What real-time flows sent lately, kept to be sent again over another path when their own falls
/// into doubt. Owned by the outbound agent; allocates nothing after its first packet.
///
/// A ring: each packet stands where its [CopyFrame] would be, so that it is sealed from there.
final class Copies {
  /// Packets kept, of all paths together: what a hundred calls send in [#KEPT_NS].
  static final int KEPT = 1024;

  /// Longer ago, a packet of a call would come too late.
  static final long KEPT_NS = 200_000_000L;

  /// Longest packet that is kept: what fits with the header into a path of Ethernet's MTU.
  static final int LONGEST = 1_404;

  private static final int STRIDE = CopyFrame.HEADER_LENGTH + LONGEST + 15 & ~15;

  private static final int NONE = -1;

  private final int[] path = new int[KEPT];
  private final int[] carrier = new int[KEPT];
  private final int[] session = new int[KEPT];
  private final long[] counter = new long[KEPT];
  private final long[] sentNs = new long[KEPT];
  private final int[] length = new int[KEPT];
  private final int[] peer = new int[KEPT];
  private final int[] trafficClass = new int[KEPT];
  private @Nullable MemorySegment memory;
  private long written;

  /// Sends a copy of what stands at a place.
  interface Sender {
    void send(int place);
  }

  /// Keeps a packet that was sealed; answers its place, or -1 where it is too long to be kept.
  int keep(int ofPath, int session, long counter, MemorySegment p, long at, int total, long nowNs) {
    if (total > LONGEST) {
      return -1;
    }
    MemorySegment room = memory;
    if (room == null) {
      room = Arena.ofAuto().allocate((long) KEPT * STRIDE, 16);
      memory = room;
    }
    int place = (int) written++ & (KEPT - 1);
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

  /// Whose packet it is, which decides the paths that may carry it.
  void belongs(int place, int peer, int trafficClass) {
    this.peer[place] = peer;
    this.trafficClass[place] = trafficClass;
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
    for (long n = Math.max(0, written - KEPT); n < written; n++) {
      int place = (int) n & (KEPT - 1);
      boolean isReported = this.session[place] == session && counter[place] <= reported;
      boolean isLost = (this.path[place] == path && !isReported) || carrier[place] == path;
      if (isLost && nowNs - sentNs[place] <= KEPT_NS) {
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
}
