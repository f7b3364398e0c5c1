package io.hawser.edge.bond;

import io.hawser.edge.overlay.BondFrame;
import io.hawser.edge.packet.PlaceMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What bonded flows sent lately, kept to be sent again: what a path that fell silent has not
/// delivered, and what the receiver asks for. Owned by the outbound agent; allocates while it fills
/// for the first time.
///
/// A ring of frames, ready to be sealed. Unlike the copies of real-time packets these need no name
/// of an original: flow and sequence are one.
public final class SentPackets {
  /// Packets kept, of all bonds: 90 ms at 500 Mbit/s, 450 ms at 100.
  static final int KEPT = 4_096;

  /// What is sent again later than this has been sent again by its owner before.
  static final long KEPT_NS = 500_000_000L;

  /// What was sent again is not sent once more so soon.
  static final long AGAIN_NS = 10_000_000L;

  /// Times that a packet is sent again at most, whoever asks.
  static final int MOST_AGAIN = 3;

  /// Longest packet that is kept: what fits with its header into a path of Ethernet's MTU.
  public static final int LONGEST = 1_428;

  /// Stands for a place where there is none.
  public static final int NONE = -1;

  /// Stands for the place of a packet that was sent again just now.
  public static final int ON_ITS_WAY = -2;

  private static final int STRIDE = BondFrame.HEADER_LENGTH + LONGEST;

  private static final int BUCKETS = 2 * KEPT;

  /// 2^32 divided by the golden ratio (Knuth's multiplicative hash).
  private static final int GOLDEN = 0x9E37_79B9;

  private final PlaceMemory memory = new PlaceMemory(KEPT, STRIDE);
  private final @Nullable BondFlow[] flow = new BondFlow[KEPT];
  private final int[] sequence = new int[KEPT];
  private final int[] path = new int[KEPT];
  private final int[] session = new int[KEPT];
  private final long[] counter = new long[KEPT];
  private final long[] sentNs = new long[KEPT];
  private final int[] length = new int[KEPT];

  /// Times that it was sent again, and when it left first.
  private final byte[] again = new byte[KEPT];

  private final long[] firstNs = new long[KEPT];

  /// The first place of each bucket of flow and sequence, and the one that follows it there.
  private final int[] bucket = new int[BUCKETS];

  private final int[] following = new int[KEPT];
  private long written;

  /// Sends again what stands at a place.
  @FunctionalInterface
  public interface Sender {
    void send(int place);
  }

  public SentPackets() {
    Arrays.fill(bucket, NONE);
  }

  /// Keeps a packet that was sealed on a path; answers its place, or [#NONE] where it is too long.
  ///
  /// @param session the receiver index it was sealed under, with its counter there
  public int keep(
      BondFlow of,
      int sequence,
      int path,
      int session,
      long counter,
      MemorySegment p,
      long at,
      int total,
      long nowNs) {
    if (total > LONGEST) {
      return NONE;
    }
    int place = (int) written++ & (KEPT - 1);
    unchain(place);
    MemorySegment room = memory.of(place);
    MemorySegment.copy(p, at, room, offset(place) + BondFrame.HEADER_LENGTH, total);
    BondFrame.write(room, offset(place), of.id(), 0, sequence, total);
    flow[place] = of;
    this.sequence[place] = sequence;
    length[place] = BondFrame.HEADER_LENGTH + total;
    again[place] = 0;
    firstNs[place] = nowNs;
    int hash = hash(of.id(), sequence);
    following[place] = bucket[hash];
    bucket[hash] = place;
    onSealed(place, path, session, counter, nowNs);
    return place;
  }

  private void onSealed(int place, int path, int session, long counter, long nowNs) {
    this.path[place] = path;
    this.session[place] = session;
    this.counter[place] = counter;
    sentNs[place] = nowNs;
  }

  /// Forgets what stood there.
  private void unchain(int place) {
    BondFlow of = flow[place];
    if (of == null) {
      return;
    }
    int hash = hash(of.id(), sequence[place]);
    if (bucket[hash] == place) {
      bucket[hash] = following[place];
      return;
    }
    int before = bucket[hash];
    while (following[before] != place) {
      before = following[before];
    }
    following[before] = following[place];
  }

  /// The place of a flow's packet that was asked for, [#NONE] where it is not kept any more or too
  /// old, and a stone is to be sent, or [#ON_ITS_WAY].
  public int find(int flowId, int sequence, long nowNs) {
    int place = bucket[hash(flowId, sequence)];
    while (place != NONE && (this.sequence[place] != sequence || flow(place).id() != flowId)) {
      place = following[place];
    }
    if (place == NONE || !isFresh(place, nowNs)) {
      return NONE;
    }
    if (again[place] >= MOST_AGAIN) {
      return NONE;
    }
    return again[place] > 0 && nowNs - sentNs[place] < AGAIN_NS ? ON_ITS_WAY : place;
  }

  private boolean isFresh(int place, long nowNs) {
    return again[place] <= MOST_AGAIN && nowNs - firstNs[place] <= KEPT_NS;
  }

  private static int hash(int flowId, int sequence) {
    int mixed = (flowId * GOLDEN + sequence) * GOLDEN;
    return mixed >>> Integer.numberOfLeadingZeros(BUCKETS - 1);
  }

  /// Passes on what was sent on a path and not yet reported, the oldest first.
  ///
  /// @param ofSession the one that the report is about; of others all is passed on
  /// @param reported the highest counter of it that the peer reported, -1 for none
  public void forUnreported(int onPath, int ofSession, long reported, long nowNs, Sender sender) {
    for (long n = Math.max(0, written - KEPT); n < written; n++) {
      int place = (int) n & (KEPT - 1);
      boolean isReported = session[place] == ofSession && counter[place] <= reported;
      if (path[place] == onPath && !isReported && isFresh(place, nowNs)) {
        sender.send(place);
      }
    }
  }

  /// Readies a packet for its second way; the caller seals the frame that stands at
  /// [#offset][#offset(int)].
  public BondFlow recount(int place, BondMember by) {
    BondFlow of = flow(place);
    BondFrame.recount(memory.of(place), offset(place), of.countOn(by));
    return of;
  }

  /// It was sent again, and is now what that path has not delivered.
  public void sentAgain(int place, BondMember by, int session, long counter, long nowNs) {
    again[place]++;
    onSealed(place, by.path(), session, counter, nowNs);
  }

  public BondFlow flow(int place) {
    BondFlow of = flow[place];
    if (of == null) {
      throw new IllegalStateException("place: " + place + " (expected: one that holds a packet)");
    }
    return of;
  }

  public int sequence(int place) {
    return sequence[place];
  }

  /// The path that it went by last.
  public int path(int place) {
    return path[place];
  }

  /// When it left last.
  public long sentNs(int place) {
    return sentNs[place];
  }

  /// Where its frame lies.
  public MemorySegment memory(int place) {
    return memory.of(place);
  }

  /// Where in [#memory] its frame begins.
  public long offset(int place) {
    return memory.offset(place);
  }

  /// Of the frame.
  public int length(int place) {
    return length[place];
  }
}
