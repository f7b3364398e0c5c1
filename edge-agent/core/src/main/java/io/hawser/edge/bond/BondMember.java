package io.hawser.edge.bond;

import io.hawser.edge.overlay.BondFrame;
import io.hawser.probe.Measure;
import org.jspecify.annotations.Nullable;

/// One path of a bond: what is known of it, and how much waits for it. Owned by the outbound agent;
/// not thread-safe.
///
/// What waits is modelled, by what was assigned and the rate, and corrected by the truth where
/// there is one: the paced queue of a link whose rate is known ([#observeQueue]).
public final class BondMember {
  /// What a path adds to an inner packet: IPv4, UDP, header and tag of WireGuard, and the frame.
  public static final int OVERHEAD = 20 + 8 + 32 + BondFrame.HEADER_LENGTH;

  /// A rate before anything is known; the first reports correct it.
  static final long ASSUMED_BPS = 10_000_000;

  /// A path that has fallen silent is known as such not much later.
  private static final long OVERDUE_NS = 100_000_000L;

  private static final double NS_PER_SECOND = 1e9;
  private static final int BITS = 8;

  private final int path;
  private final int lane;
  private boolean metered;
  private boolean heard = true;
  private long behindNs = Measure.UNMEASURED;
  private long jitterNs = Measure.UNMEASURED;
  private long lossPpm = Measure.UNMEASURED;
  private long leastLossPpm = Measure.UNMEASURED;
  private long rateBps;
  private double nsPerByte = NS_PER_SECOND * BITS / ASSUMED_BPS;
  private long busyUntilNs;
  private boolean ever;
  private boolean everOverdue;
  private long overdueNs;
  private long packets;
  private long repeated;

  // What follows is Membership's: what is wrong now, why it is out, since when, and for how long.
  @Nullable Absence fault = Absence.UNMEASURED;
  @Nullable Absence absence = Absence.UNMEASURED;
  boolean kept;
  boolean wasIn;
  long faultNs;
  long ownFaultNs;
  long lostNs;
  boolean everLost;
  long lossyNs;
  boolean everLossy;
  long enteredNs;
  long stayOutNs;
  long blinkNs;
  long faultSinceNs;
  boolean blinks;
  boolean everIn;

  /// @param path its slot, which breaks ties
  /// @param lane its number in the bond, 0 to [BondScheduler#MEMBERS] - 1, by which flows count
  public BondMember(int path, int lane) {
    if (lane < 0 || lane >= BondScheduler.MEMBERS) {
      throw new IllegalArgumentException(
          "lane: " + lane + " (expected: 0 to " + (BondScheduler.MEMBERS - 1) + ")");
    }
    this.path = path;
    this.lane = lane;
  }

  // ---------------------------------------------------------------- what is told of it

  /// Each is negative where it is not measured.
  ///
  /// @param behindNs how much longer its way is than that of the peer's quickest path
  /// @param jitterNs RFC 3550
  /// @param lossPpm on the way, the likeliest value
  /// @param leastLossPpm what of it is certain: chance is to put nobody out
  public void observe(long behindNs, long jitterNs, long lossPpm, long leastLossPpm) {
    this.behindNs = behindNs;
    this.jitterNs = jitterNs;
    this.lossPpm = lossPpm;
    this.leastLossPpm = leastLossPpm;
  }

  /// Whether it is known that what is sent on it arrives.
  public void setHeard(boolean heard) {
    this.heard = heard;
  }

  public void setMetered(boolean metered) {
    this.metered = metered;
  }

  /// @param bitsPerSecond of IP packets, as configured or found; 0 where it is not known
  public void setRate(long bitsPerSecond) {
    rateBps = bitsPerSecond;
    nsPerByte = NS_PER_SECOND * BITS / effectiveBps();
  }

  /// What left by it is overdue: for a moment nothing new does, until more is known.
  public void onOverdue(long nowNs) {
    everOverdue = true;
    overdueNs = nowNs;
  }

  boolean isOverdue(long nowNs) {
    return everOverdue && nowNs - overdueNs < OVERDUE_NS;
  }

  /// Its queue takes so long to send what waits in it.
  public void observeQueue(long drainNs, long nowNs) {
    ever = true;
    busyUntilNs = nowNs + drainNs;
  }

  // ---------------------------------------------------------------- what follows

  /// What it takes to give it a packet now: queue, serialisation, and what its way is longer. The
  /// least one carries it.
  ///
  /// @param bytes of the inner packet
  /// @param mostNs of what its way is longer
  long costNs(int bytes, long mostNs, long nowNs) {
    return freeNs(nowNs) - nowNs + sendingNs(bytes) + headStartNs(mostNs);
  }

  /// So long the queue of the quickest path may be before this one is used.
  long headStartNs(long mostNs) {
    return Math.clamp(behindNs, 0, mostNs);
  }

  /// When a packet that waits for nothing will have arrived, later than what is common to all
  /// paths.
  long wayNs(int bytes) {
    return sendingNs(bytes) + Math.max(0, behindNs);
  }

  /// A packet was given to it.
  void assign(int bytes, long nowNs) {
    observeQueue(freeNs(nowNs) - nowNs + sendingNs(bytes), nowNs);
  }

  /// How long what waits for it takes.
  public long backlogNs(long nowNs) {
    return freeNs(nowNs) - nowNs;
  }

  private long freeNs(long nowNs) {
    return ever && busyUntilNs - nowNs > 0 ? busyUntilNs : nowNs;
  }

  long sendingNs(int bytes) {
    return (long) ((bytes + OVERHEAD) * nsPerByte);
  }

  /// The rate that it is taken to have.
  public long effectiveBps() {
    return isRateKnown() ? rateBps : ASSUMED_BPS;
  }

  public boolean isRateKnown() {
    return rateBps > 0;
  }

  // ---------------------------------------------------------------- what it carried, for people

  /// A packet left by it, new or sent again.
  public void countPacket() {
    packets++;
  }

  /// One that had left by it was sent again, by whichever member.
  public void countRepeated() {
    repeated++;
  }

  public long packets() {
    return packets;
  }

  public long repeated() {
    return repeated;
  }

  // ---------------------------------------------------------------- what it is

  public int path() {
    return path;
  }

  public int lane() {
    return lane;
  }

  public boolean isIn() {
    return absence == null || kept;
  }

  /// Why it is out, or would be if there were another one; null while nothing is wrong with it.
  public @Nullable Absence absence() {
    return absence;
  }

  boolean isMetered() {
    return metered;
  }

  boolean isHeard() {
    return heard;
  }

  /// Negative where it is not measured.
  public long behindNs() {
    return behindNs;
  }

  long jitterNs() {
    return jitterNs;
  }

  /// A loss that is not measured yet is none: who loses shows it soon.
  long lossPpm() {
    return Math.max(0, lossPpm);
  }

  long leastLossPpm() {
    return Math.max(0, leastLossPpm);
  }
}
