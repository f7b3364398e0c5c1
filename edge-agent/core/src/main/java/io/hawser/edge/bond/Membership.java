package io.hawser.edge.bond;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who is in a bond, and why the others are not. Owned by the outbound agent; to be asked whenever
/// something was learnt of a member, and some times a second.
///
/// ```
///              a fault ([Absence])
///        ┌───────────────────────────┐
///        │                           ▼
///      in                           out ◀─┐ another fault
///        ▲                           │  │ └──
///        └───────────────────────────┘
///            no fault for as long as it is to stay out
/// ```
///
/// - A fault puts a member out at once. It comes back after [#CLEAN_NS] without any; one that is
///   put out again soon, after twice as long as the last time, up to [#LONGEST_CLEAN_NS]. The
///   limits for coming back are stricter.
/// - Loss is compared with the best of those that are heard and affordable, lateness among those
///   that do not lose either: a quick path that loses half of all does not put a slow sound one
///   out. Where not all can be in together, those are that begin with the quickest, or slower ones
///   that carry a quarter more and lose nothing: a bond is for throughput, and a small quick path
///   must not cost it a large slow one.
/// - Where nobody is in, the least bad one that is heard is *kept*, so that a bond never is less
///   than a path. Where nobody is heard it is the peer that is away, and all stay where they are.
public final class Membership {
  /// A member that loses so much more than the best one leaves. What is lost is asked for and sent
  /// again, so less than that costs little; of more, what is sent again is lost again, too often.
  static final long LEAVE_LOSS_PPM = 20_000;

  static final long RETURN_LOSS_PPM = 10_000;

  /// One packet in 20,000, and a TCP of 50 Mbit/s over 300 ms is not what it could be.
  static final long NO_LOSS_PPM = 50;

  /// Of more than this a loss at the end of a run, which is not known as such at once where packets
  /// arrive out of order, would cost a TCP more than the order does.
  static final long LITTLE_LOSS_PPM = 2_000;

  /// A loss counts for so long after it was last seen.
  static final long LOSSY_NS = 10_000_000_000L;

  /// Later than this, the receiver goes on without.
  static final long LEAVE_LAG_NS = SpreadMeter.CAP_NS;

  static final long RETURN_LAG_NS = SpreadMeter.CAP_NS * 4 / 5;

  /// A path that was silent or lost packets shows within a few seconds whether it does again.
  public static final long CLEAN_NS = 5_000_000_000L;

  public static final long LONGEST_CLEAN_NS = 320_000_000_000L;

  /// Who was silent for no longer than this, of which a second is how long such a doubt lasts at
  /// least, has had a hiccup, or a queue that grew, and is back soon; later each time that it
  /// happens again.
  static final long LONGEST_BLINK_NS = 1_500_000_000L;

  static final long BLINK_NS = 100_000_000L;

  /// Who is put out after having been in for less comes back later than the last time.
  static final long STEADY_NS = 60_000_000_000L;

  /// Inner bytes of a full packet of Ethernet.
  private static final int FULL_PACKET = 1_400;

  private static final int JITTERS = 4;

  /// A quarter.
  private static final int MUCH_MORE = 4;

  private Membership() {}

  /// Puts members in and out; answers whether anything changed.
  public static boolean update(List<BondMember> members, long nowNs) {
    if (!isAnyHeard(members)) {
      return false;
    }
    boolean allCost = allCost(members, nowNs);
    for (int i = 0; i < members.size(); i++) {
      members.get(i).fault = ownFault(members.get(i), allCost);
    }
    noticeLosses(members, nowNs);
    noticeLags(members, nowNs);
    BondMember kept = null;
    boolean anyIn = false;
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      each.wasIn = each.isIn();
      judge(each, nowNs);
      anyIn |= each.absence == null;
      kept = each.isHeard() && (kept == null || isBetter(each, kept)) ? each : kept;
    }
    boolean changed = false;
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      each.kept = !anyIn && each == kept;
      changed |= each.wasIn != each.isIn();
    }
    return changed;
  }

  /// Whether packets are to arrive in order as well as can be: of a member that is in and loses, or
  /// did lately, while others are in whose packets it overtakes. What the last one of all loses is
  /// told by its count alone.
  static boolean needsOrder(List<BondMember> members, long nowNs) {
    long lastNs = 0;
    long firstLossyNs = Long.MAX_VALUE;
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      if (each.isIn()) {
        lastNs = Math.max(lastNs, each.behindNs());
        boolean loses = each.everLossy && nowNs - each.lossyNs < LOSSY_NS;
        firstLossyNs = loses ? Math.min(firstLossyNs, each.behindNs()) : firstLossyNs;
      }
    }
    return firstLossyNs < lastNs - BondScheduler.FULL_NS;
  }

  private static @Nullable Absence ownFault(BondMember each, boolean allCost) {
    if (!each.isHeard()) {
      return Absence.SILENT;
    }
    if (each.behindNs() < 0) {
      return Absence.UNMEASURED;
    }
    return each.isMetered() && !allCost ? Absence.METERED : null;
  }

  private static void noticeLosses(List<BondMember> members, long nowNs) {
    long leastPpm = Long.MAX_VALUE;
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      leastPpm = each.fault == null ? Math.min(leastPpm, each.leastLossPpm()) : leastPpm;
    }
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      long limitPpm = each.absence == null ? LEAVE_LOSS_PPM : RETURN_LOSS_PPM;
      if (each.fault == null && each.leastLossPpm() - leastPpm > limitPpm) {
        each.fault = Absence.LOSES;
      }
      if (each.fault != null && each.fault != Absence.METERED) {
        each.ownFaultNs = nowNs;
      }
      if (each.lossPpm() > NO_LOSS_PPM) {
        each.everLost = true;
        each.lostNs = nowNs;
      }
      if (each.lossPpm() > LITTLE_LOSS_PPM) {
        each.everLossy = true;
        each.lossyNs = nowNs;
      }
    }
  }

  private static void noticeLags(List<BondMember> members, long nowNs) {
    BondMember first = null;
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      if (each.fault == null && (first == null || isBetterFirst(each, first, members, nowNs))) {
        first = each;
      }
    }
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      if (each.fault == null && first != null && !isTogether(each, first)) {
        each.fault = Absence.LAGS;
      }
    }
  }

  /// The quicker one, unless the slower one carries much more, with all that may be in together
  /// with it, and loses nothing: what is lost on a long way is not sent again in time.
  private static boolean isBetterFirst(
      BondMember each, BondMember than, List<BondMember> members, long nowNs) {
    boolean isQuicker = latenessNs(each) < latenessNs(than);
    long quickBps = carriedBps(isQuicker ? each : than, false, members, nowNs);
    long slowBps = carriedBps(isQuicker ? than : each, true, members, nowNs);
    boolean slowWins = slowBps - quickBps > quickBps / MUCH_MORE;
    return isQuicker != slowWins;
  }

  private static long carriedBps(
      BondMember first, boolean withoutLoss, List<BondMember> members, long nowNs) {
    long sumBps = 0;
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      boolean sound = each.fault == null && isTogether(each, first) && isTrusted(each, nowNs);
      boolean lost = each.everLost && nowNs - each.lostNs < CLEAN_NS;
      sumBps += sound && !(withoutLoss && lost) ? each.effectiveBps() : 0;
    }
    return sumBps;
  }

  /// Not to be trusted is who came back a moment ago.
  private static boolean isTrusted(BondMember each, long nowNs) {
    return each.isIn() || !each.everIn || nowNs - each.ownFaultNs >= each.stayOutNs;
  }

  private static boolean isTogether(BondMember each, BondMember first) {
    long lagNs = latenessNs(each) - latenessNs(first);
    return lagNs >= 0 && lagNs <= (each.absence == null ? LEAVE_LAG_NS : RETURN_LAG_NS);
  }

  /// How late its packets may be if nothing waits for it.
  private static long latenessNs(BondMember each) {
    return each.behindNs() + JITTERS * Math.max(0, each.jitterNs()) + each.sendingNs(FULL_PACKET);
  }

  private static void judge(BondMember each, long nowNs) {
    Absence fault = each.fault;
    if (fault != null) {
      if (each.absence == null) {
        boolean soon = each.stayOutNs > 0 && nowNs - each.enteredNs < STEADY_NS;
        each.stayOutNs = soon ? Math.min(2 * each.stayOutNs, LONGEST_CLEAN_NS) : CLEAN_NS;
        each.blinkNs = soon && each.blinkNs > 0 ? Math.min(2 * each.blinkNs, CLEAN_NS) : BLINK_NS;
        each.faultSinceNs = nowNs;
        each.blinks = true;
      }
      each.blinks &= isLight(fault, nowNs - each.faultSinceNs);
      if (fault != Absence.UNMEASURED || each.absence == null) {
        // Who is out for another reason begins to be measured, and that is no new fault.
        each.faultNs = nowNs;
      }
      each.absence = fault;
    } else if (each.absence != null && nowNs - each.faultNs >= waitNs(each)) {
      if (each.blinks) {
        // It has not left for good, and owes nothing.
        each.stayOutNs /= 2;
      }
      each.absence = null;
      each.everIn = true;
      each.enteredNs = nowNs;
    }
  }

  /// A lag is mostly a queue that others have filled, and shows at once whether it is gone.
  private static boolean isLight(Absence fault, long lastedNs) {
    return fault == Absence.LAGS || (fault == Absence.SILENT && lastedNs <= LONGEST_BLINK_NS);
  }

  /// Who was never in has nothing to prove, nor who only cost.
  private static long waitNs(BondMember each) {
    if (!each.everIn || each.absence == Absence.METERED) {
      return 0;
    }
    return each.blinks ? each.blinkNs : each.stayOutNs;
  }

  /// By what is wrong now, then what is lost, then the delay.
  private static boolean isBetter(BondMember each, BondMember than) {
    int byFault = soundness(each) - soundness(than);
    if (byFault != 0) {
      return byFault > 0;
    }
    if (each.lossPpm() != than.lossPpm()) {
      return each.lossPpm() < than.lossPpm();
    }
    return each.behindNs() != than.behindNs()
        ? each.behindNs() < than.behindNs()
        : each.path() < than.path();
  }

  private static int soundness(BondMember each) {
    Absence fault = each.fault;
    return fault == null ? Integer.MAX_VALUE : fault.ordinal();
  }

  private static boolean isAnyHeard(List<BondMember> members) {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).isHeard()) {
        return true;
      }
    }
    return false;
  }

  /// Whether there is none but those that cost; one that is not trusted yet is none.
  private static boolean allCost(List<BondMember> members, long nowNs) {
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      boolean trusted = each.absence == null || nowNs - each.faultNs >= waitNs(each);
      if (each.isHeard() && !each.isMetered() && trusted) {
        return false;
      }
    }
    return true;
  }
}
