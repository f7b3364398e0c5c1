package io.hawser.edge.bond;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts the packets of one flow in order again. Owned by the inbound agent; not thread-safe;
/// allocates nothing after its making.
///
/// ```
///     given up: late or duplicate?   next        missing   held
///  ──[seen: 2,048 bits ────────────]──┼──────────────┬──────┬──────────┬─▶ sequence
///                                     └ the first    │      │
///                                       not yet      └ lost: asked for, or a stone in its place
/// ```
///
/// A held packet waits, from its own arrival on, for those before it:
///
/// - as long as [SpreadMeter] says that paths differ (or to the cap, as [Order] says);
/// - not at all for what is known to be lost ([Lanes]), unless that is asked for: then for as long
///   as the answer takes;
/// - until there is no room ([Resequencers]).
///
/// What then comes after all is delivered at once, out of order.
final class Resequencer {
  /// Sequences behind the next one of which is known whether they were delivered. A power of two.
  static final int BEHIND = 8_192;

  /// Sequences ahead of the next one that are held; what is further ahead is a new beginning.
  static final int AHEAD = 8_192;

  /// A flow of which a lower sequence is seen first began a moment ago, with 0; of any other the
  /// beginning was missed.
  static final int EARLY = 256;

  /// Between two packets of one path; more is no loss but a hole.
  private static final int LONGEST_LOSS = 512;

  /// Who asked too soon waits so many times as long.
  private static final int HASTE = 2;

  /// Sequences that one frame asks for.
  private static final int ASKED_TOGETHER = 1 + Integer.SIZE;

  private static final long NEVER = Long.MAX_VALUE;

  /// Of the peer's flow, and of its place among all: for [HeldPackets].
  final int flow;

  final int number;
  final BondPeer peer;
  private final Resequencers all;
  private final HeldPackets pool;
  private final Lanes lanes = new Lanes();
  private final long[] seen = new long[BEHIND / Long.SIZE];

  /// The same of what is ahead: whether it was asked for.
  private final long[] wanted = new long[BEHIND / Long.SIZE];

  // For HeldPackets: those of this flow, as they came.
  int oldest = HeldPackets.NONE;
  int newest = HeldPackets.NONE;
  int held;

  // For Resequencers: neighbours in its bucket and among those that hold something.
  @Nullable Resequencer following;
  @Nullable Resequencer holdingBefore;
  @Nullable Resequencer holdingAfter;
  long lastSeenNs;

  private Order order = Order.MEASURED;
  private boolean begun;
  private int next;

  /// Up to here losses are known.
  private int judged;

  /// Up to here something was asked for, and how long that is waited for.
  private int askedTo;

  /// The same, because the first answer was late.
  private int askedOnceMoreTo;

  private long askUntilNs;

  /// A request in the making.
  private int askFirst;

  private int askOthers;
  private boolean asking;

  /// Whether it is for what nobody knows to be lost.
  private boolean askOverdue;

  /// The latest of these.
  private int overdueFrom;

  private int overdueTo;

  /// What was given up last, and since when it had been overtaken.
  private int missedFrom;

  private int missedTo;
  private long overtakenNs;

  /// The last packet that was too old.
  private int stray;

  private boolean strayed;

  Resequencer(Resequencers all, HeldPackets pool, BondPeer peer, int flow, int number) {
    this.all = all;
    this.pool = pool;
    this.peer = peer;
    this.flow = flow;
    this.number = number;
  }

  /// Takes a packet, or a stone where `total` is 0.
  ///
  /// @param path on which it came, with its count there
  void onPacket(
      int path,
      int count,
      int sequence,
      Order its,
      MemorySegment p,
      long at,
      int total,
      long nowNs) {
    lastSeenNs = nowNs;
    if (!begun) {
      begin(Integer.compareUnsigned(sequence, EARLY) < 0 ? 0 : sequence);
    }
    // A stone is of no class.
    if (total > 0 && its != order) {
      order = its;
      flush(nowNs);
    }
    int ahead = sequence - next;
    if (ahead >= AHEAD) {
      jump(sequence, nowNs);
      ahead = 0;
    }
    lanes.onPacket(path, count, sequence, nowNs);
    if (lanes.opened() > 0 && isMissing(sequence)) {
      lanes.came(sequence);
    }
    if (ahead < 0) {
      onBehind(path, sequence, p, at, total, nowNs);
    } else if (ahead == 0) {
      measure(path, sequence, nowNs);
      give(sequence, p, at, total, nowNs);
      drain(nowNs);
    } else if (order == Order.NONE) {
      skipTo(sequence);
      give(sequence, p, at, total, nowNs);
    } else {
      hold(path, sequence, p, at, total, nowNs);
    }
    judge(sequence, nowNs);
  }

  private void begin(int sequence) {
    begun = true;
    next = sequence;
    judged = sequence;
    askedTo = sequence;
    askedOnceMoreTo = sequence;
    missedFrom = sequence;
    missedTo = sequence;
    overdueFrom = sequence;
    overdueTo = sequence;
    strayed = false;
    lanes.clear();
    Arrays.fill(seen, 0);
    Arrays.fill(wanted, 0);
  }

  private void jump(int sequence, long nowNs) {
    flush(nowNs);
    begin(sequence);
    all.jumps++;
  }

  // ---------------------------------------------------------------- behind, in turn, ahead

  private void onBehind(int path, int sequence, MemorySegment p, long at, int total, long nowNs) {
    if (next - sequence > BEHIND) {
      onStray(sequence, p, at, total, nowNs);
    } else if (isSeen(sequence)) {
      noticeHaste(path, sequence, nowNs);
      all.drop(peer, BondDrop.DUPLICATE, total);
    } else if (total > 0) {
      if (sequence - missedFrom >= 0 && sequence - missedTo < 0) {
        peer.meter.onOvertaken(path, nowNs - overtakenNs, nowNs);
      }
      setSeen(sequence, true);
      all.late++;
      all.output.deliver(peer.slot, p, at, total, nowNs);
    }
  }

  /// One may have been held up for long; two in a row, of the first, are a sender that began anew.
  private void onStray(int sequence, MemorySegment p, long at, int total, long nowNs) {
    if (strayed && sequence == stray + 1 && Integer.compareUnsigned(sequence, EARLY) < 0) {
      jump(sequence, nowNs);
      give(sequence, p, at, total, nowNs);
    } else {
      stray = sequence;
      strayed = true;
      all.drop(peer, BondDrop.TOO_OLD, total);
    }
  }

  /// How late what comes now is, unless it was lost and sent again.
  private void measure(int path, int sequence, long nowNs) {
    boolean overtaken = oldest != HeldPackets.NONE && sequence - pool.sequence(oldest) < 0;
    if (overtaken && sequence - askedTo >= 0) {
      peer.meter.onOvertaken(path, nowNs - pool.arrivedNs(oldest), nowNs);
    }
  }

  private void hold(int path, int sequence, MemorySegment p, long at, int total, long nowNs) {
    int place = pool.find(this, sequence);
    if (place != HeldPackets.NONE) {
      if (total == 0 || pool.length(place) > 0) {
        noticeHaste(path, sequence, nowNs);
        all.drop(peer, BondDrop.DUPLICATE, total);
        return;
      }
      // It comes after all, and in time.
      free(place);
    }
    measure(path, sequence, nowNs);
    if (total > HeldPackets.LONGEST) {
      all.unordered++;
      all.output.deliver(peer.slot, p, at, total, nowNs);
      put(sequence, p, at, 0, nowNs);
    } else {
      put(sequence, p, at, total, nowNs);
    }
  }

  private void put(int sequence, MemorySegment p, long at, int total, long nowNs) {
    if (pool.isFull()) {
      all.makeRoom(nowNs);
      if (sequence - next <= 0) {
        // Of this flow, up to here and further.
        giveOutOfTurn(sequence, p, at, total, nowNs);
        return;
      }
    }
    pool.put(this, sequence, p, at, total, nowNs);
    all.onHeld(this);
  }

  private void giveOutOfTurn(int sequence, MemorySegment p, long at, int total, long nowNs) {
    if (sequence == next) {
      give(sequence, p, at, total, nowNs);
      drain(nowNs);
    } else if (total > 0) {
      setSeen(sequence, true);
      all.late++;
      all.output.deliver(peer.slot, p, at, total, nowNs);
    }
  }

  /// Delivers the next one.
  private void give(int sequence, MemorySegment p, long at, int total, long nowNs) {
    setSeen(sequence, total > 0);
    next = sequence + 1;
    if (total > 0) {
      all.inTurn++;
      all.output.deliver(peer.slot, p, at, total, nowNs);
    }
  }

  private void drain(long nowNs) {
    while (held > 0) {
      int place = pool.find(this, next);
      if (place == HeldPackets.NONE) {
        return;
      }
      giveHeld(place, nowNs);
    }
  }

  private void giveHeld(int place, long nowNs) {
    give(pool.sequence(place), pool.memory(place), pool.offset(place), pool.length(place), nowNs);
    free(place);
  }

  private void free(int place) {
    pool.free(place);
    all.onFreed(this);
  }

  // ---------------------------------------------------------------- what is missing

  private void judge(int sequence, long nowNs) {
    if (held == 0) {
      // Nothing is missing.
      lanes.settle();
      judged = next;
      askedTo = next;
      askedOnceMoreTo = next;
      return;
    }
    if (lanes.gap() > 0) {
      open(sequence, nowNs);
    }
    judgeOpen(nowNs);
    if (lanes.opened() > 1) {
      judgePassed(nowNs);
    }
    endAsking(nowNs);
  }

  /// A path has lost some just before this packet.
  private void open(int sequence, long nowNs) {
    int from = lanes.before() + 1 - next > 0 ? lanes.before() + 1 : next;
    if (sequence - from > LONGEST_LOSS) {
      return;
    }
    int missing = missing(from, sequence);
    if (missing == 0) {
      askAgain(nowNs);
    } else {
      lanes.open(from, sequence, missing);
    }
  }

  private int missing(int from, int to) {
    int missing = 0;
    for (int i = from; i - to < 0; i++) {
      missing += isMissing(i) ? 1 : 0;
    }
    return missing;
  }

  /// Which of those that are missing the paths have lost, where that is clear by now.
  private void judgeOpen(long nowNs) {
    for (int lane = 0; lane < lanes.lanes(); lane++) {
      if (lanes.isOpen(lane) && lanes.to(lane) - next <= 0) {
        lanes.close(lane);
      } else if (lanes.isClear(lane)) {
        int i = lanes.from(lane) - next > 0 ? lanes.from(lane) : next;
        int to = lanes.to(lane);
        lanes.close(lane);
        for (; i - to < 0; i = next - i > 1 ? next : i + 1) {
          if (isMissing(i)) {
            lose(i, nowNs);
          }
        }
        recount();
      }
    }
  }

  /// What is known to be lost is not missing any more, on no path.
  private void recount() {
    for (int lane = 0; lane < lanes.lanes(); lane++) {
      if (lanes.isOpen(lane)) {
        int from = lanes.from(lane) - next > 0 ? lanes.from(lane) : next;
        boolean tooLong = lanes.to(lane) - from > AHEAD;
        lanes.setMissing(lane, tooLong ? Integer.MAX_VALUE : missing(from, lanes.to(lane)));
      }
    }
  }

  /// A path has lost some, and not between its own: they were sent again on it, and are lost again.
  private void askAgain(long nowNs) {
    for (int i = next; i - askedTo < 0 && i - next < LONGEST_LOSS; i++) {
      if (is(wanted, i) && pool.find(this, i) == HeldPackets.NONE) {
        ask(i, nowNs);
      }
    }
  }

  /// What all paths have passed, and was not judged before.
  private void judgePassed(long nowNs) {
    int passed = lanes.passed(nowNs);
    int i = judged - next > 0 ? judged : next;
    boolean lost = false;
    while (i - passed < 0 && lanes.opened() > 1 && held > 0) {
      if (isMissing(i) && lanes.find(i)) {
        lose(i, nowNs);
        lost = true;
      }
      // Giving one up may have let more go than that one.
      i = next - i > 1 ? next : i + 1;
    }
    judged = i;
    if (lost) {
      recount();
    }
  }

  private boolean isMissing(int sequence) {
    return sequence - next >= 0
        && pool.find(this, sequence) == HeldPackets.NONE
        && !is(wanted, sequence);
  }

  private void lose(int sequence, long nowNs) {
    if (all.asks && sequence - next < BEHIND) {
      ask(sequence, nowNs);
    } else if (sequence == next) {
      all.missed++;
      setSeen(sequence, false);
      next++;
      drain(nowNs);
    } else if (!pool.isFull()) {
      pool.put(this, sequence, MemorySegment.NULL, 0, 0, nowNs);
      all.onHeld(this);
    }
  }

  private void ask(int sequence, long nowNs) {
    int after = sequence - askFirst;
    if (asking && (after < 0 || after >= ASKED_TOGETHER)) {
      endAsking(nowNs);
    }
    if (asking) {
      askOthers |= 1 << after - 1;
    } else {
      asking = true;
      askFirst = sequence;
      askOthers = 0;
    }
    set(wanted, sequence, true);
    askedTo = askedTo - sequence > 0 ? askedTo : sequence + 1;
    all.asked++;
  }

  private void endAsking(long nowNs) {
    if (asking) {
      asking = false;
      askUntilNs = nowNs + peer.meter.askNs();
      all.output.ask(peer.slot, flow, askOverdue, askFirst, askOthers);
    }
  }

  // ---------------------------------------------------------------- time and room

  /// When what is held is not held any longer, or `Long.MAX_VALUE` where nothing is.
  long deadlineNs(long nowNs) {
    if (oldest == HeldPackets.NONE) {
      return NEVER;
    }
    long sinceNs = pool.arrivedNs(oldest);
    long dueNs = sinceNs + (order == Order.STRICT ? SpreadMeter.CAP_NS : peer.meter.waitNs(nowNs));
    if (askedTo - next <= 0) {
      return dueNs;
    }
    long answeredNs = Math.min(askUntilNs, sinceNs + SpreadMeter.LONGEST_ASK_NS);
    return answeredNs - dueNs > 0 ? answeredNs : dueNs;
  }

  void onDeadline(long nowNs) {
    if (!asksOnceMore(nowNs) && !asksForOverdue(nowNs)) {
      release(pool.sequence(oldest), nowNs);
    }
  }

  /// Nobody knows whether what is missing is lost: its path may have fallen silent, which the
  /// sender does not know yet. So it is asked for before it is given up, if there is time for that.
  private boolean asksForOverdue(long nowNs) {
    long answeredNs = nowNs + peer.meter.askNs();
    boolean inTime = answeredNs - pool.arrivedNs(oldest) <= SpreadMeter.LONGEST_ASK_NS;
    if (!all.asks || !inTime) {
      return false;
    }
    int to = overdueTo(nowNs);
    boolean any = false;
    endAsking(nowNs);
    for (int i = next; i - to < 0 && i - next < BEHIND; i++) {
      if (isMissing(i)) {
        askOverdue |= !any;
        any = true;
        ask(i, nowNs);
      }
    }
    endAsking(nowNs);
    overdueFrom = next;
    overdueTo = any ? to : overdueTo;
    askOverdue = false;
    return any;
  }

  /// Behind all that those overtook which have waited for long enough.
  private int overdueTo(long nowNs) {
    long waitedNs = nowNs - pool.arrivedNs(oldest);
    int to = pool.sequence(oldest);
    for (int place = oldest; place != HeldPackets.NONE; place = pool.later(place)) {
      if (nowNs - pool.arrivedNs(place) < Math.min(waitedNs, peer.meter.waitNs(nowNs))) {
        break;
      }
      to = pool.sequence(place) - to > 0 ? pool.sequence(place) : to;
    }
    return to;
  }

  /// What was asked for as overdue comes twice: it was on its way, and should have been waited for.
  private void noticeHaste(int path, int sequence, long nowNs) {
    if (sequence - overdueFrom >= 0 && sequence - overdueTo < 0) {
      peer.meter.onOvertaken(path, HASTE * peer.meter.waitNs(nowNs), nowNs);
    }
  }

  /// What was asked for is not answered: once more, if there is time for it.
  private boolean asksOnceMore(long nowNs) {
    long answeredNs = nowNs + peer.meter.askNs();
    boolean inTime = answeredNs - pool.arrivedNs(oldest) <= SpreadMeter.LONGEST_ASK_NS;
    int to = pool.sequence(oldest);
    if (!inTime || askedOnceMoreTo - next > 0 || !is(wanted, next)) {
      return false;
    }
    askOverdue = next - overdueFrom >= 0 && next - overdueTo < 0;
    for (int i = next; i - to < 0 && i - next < LONGEST_LOSS; i++) {
      if (is(wanted, i) && pool.find(this, i) == HeldPackets.NONE) {
        ask(i, nowNs);
      }
    }
    askedOnceMoreTo = to;
    endAsking(nowNs);
    askOverdue = false;
    return true;
  }

  /// Delivers what is held up to a sequence, without what is missing.
  private void release(int sequence, long nowNs) {
    missedFrom = next;
    missedTo = sequence;
    overtakenNs = pool.arrivedNs(oldest);
    while (next - sequence <= 0) {
      int place = held > 0 ? pool.find(this, next) : HeldPackets.NONE;
      if (place == HeldPackets.NONE) {
        all.missed++;
        setSeen(next, false);
        next++;
      } else {
        giveHeld(place, nowNs);
      }
    }
    drain(nowNs);
  }

  /// Gives up its order, as there is no room: the oldest half of what it holds is delivered.
  void shorten(long nowNs) {
    int most = held / 2;
    all.overflows++;
    while (held > most) {
      release(pool.sequence(oldest), nowNs);
    }
  }

  /// Delivers all that is held.
  void flush(long nowNs) {
    while (held > 0) {
      release(pool.sequence(oldest), nowNs);
    }
  }

  // ---------------------------------------------------------------- what was delivered

  private void skipTo(int sequence) {
    if (sequence - next >= BEHIND) {
      Arrays.fill(seen, 0);
      next = sequence;
    }
    for (; next != sequence; next++) {
      setSeen(next, false);
    }
  }

  private boolean isSeen(int sequence) {
    return is(seen, sequence);
  }

  private void setSeen(int sequence, boolean delivered) {
    set(seen, sequence, delivered);
    if (sequence - next >= 0) {
      set(wanted, sequence, false);
    }
  }

  private static boolean is(long[] bits, int sequence) {
    return (bits[sequence >>> 6 & bits.length - 1] >>> sequence & 1) != 0;
  }

  private static void set(long[] bits, int sequence, boolean is) {
    int word = sequence >>> 6 & bits.length - 1;
    long bit = 1L << sequence;
    bits[word] = is ? bits[word] | bit : bits[word] & ~bit;
  }
}
