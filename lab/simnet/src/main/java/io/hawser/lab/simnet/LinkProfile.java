package io.hawser.lab.simnet;

import java.time.Duration;
import java.util.function.Consumer;

/// How one direction of a line behaves.
///
/// @param delayNs propagation, without queue, jitter and spikes
/// @param jitter how the delay varies
/// @param spikes regular rises of the delay, as of a satellite that changes its beam
/// @param bottleneck rate and queue
/// @param loss what gets lost, and in what bursts
/// @param reordering what is overtaken
/// @param duplicate share delivered twice, 0 to 1
/// @param mtu longest datagram that passes, bytes; longer ones vanish, and nobody is told
/// @param blackHole what else vanishes, and nobody is told
public record LinkProfile(
    long delayNs,
    Jitter jitter,
    Spikes spikes,
    Bottleneck bottleneck,
    Loss loss,
    Reordering reordering,
    double duplicate,
    int mtu,
    BlackHole blackHole) {

  private static final int ETHERNET_MTU = 1_500;

  /// Each delay is by 0 to `rangeNs` longer than the least one. It goes evenly from one random
  /// value to the next in `stepNs`, so that neighbours share it, and never reorders.
  public record Jitter(long rangeNs, long stepNs) {
    /// Steps of 23 ms: packets every 20 or 100 ms do not meet each at the same moment.
    public static final Jitter NONE = new Jitter(0, Duration.ofMillis(23).toNanos());

    public Jitter {
      require("jitter range", rangeNs >= 0, rangeNs, "0 or more");
      require("jitter step", stepNs > 0, stepNs, "more than 0");
    }
  }

  /// The delay is by `heightNs` longer during the first `lastingNs` of every `everyNs`.
  public record Spikes(long heightNs, long everyNs, long lastingNs) {
    public static final Spikes NONE = new Spikes(0, Duration.ofSeconds(1).toNanos(), 0);

    public Spikes {
      require("spike height", heightNs >= 0, heightNs, "0 or more");
      require("spike interval", everyNs > 0, everyNs, "more than 0");
      require(
          "spike length", lastingNs >= 0 && lastingNs <= everyNs, lastingNs, "0 to the interval");
    }
  }

  /// @param rate of IP packets
  /// @param queueBytes what may wait for the line before the tail is dropped
  public record Bottleneck(RateTrace rate, long queueBytes) {
    public static final Bottleneck NONE = new Bottleneck(RateTrace.UNLIMITED, 0);

    public Bottleneck {
      require("queue", queueBytes >= 0, queueBytes, "0 or more");
    }
  }

  /// @param share lost in the mean, 0 to 1
  /// @param burst mean number of packets lost in a row; 1 for independent loss
  public record Loss(double share, double burst) {
    public static final Loss NONE = new Loss(0, 1);

    public Loss {
      requireShare("loss", share);
      require("burst", burst >= 1, burst, "1 or more");
    }
  }

  /// @param share held back, 0 to 1
  /// @param heldNs for so long, so that others overtake
  public record Reordering(double share, long heldNs) {
    public static final Reordering NONE = new Reordering(0, 0);

    public Reordering {
      requireShare("reordering", share);
      require("held back", heldNs >= 0, heldNs, "0 or more");
    }
  }

  public LinkProfile {
    require("delay", delayNs >= 0, delayNs, "0 or more");
    requireShare("duplicate", duplicate);
    require("mtu", mtu > 0, mtu, "more than 0");
  }

  private static void requireShare(String name, double share) {
    require(name, share >= 0 && share <= 1, share, "0 to 1");
  }

  private static void require(String name, boolean holds, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }

  // ---------------------------------------------------------------- kinds of lines

  /// A perfect line of this delay.
  public static LinkProfile ofDelay(Duration delay) {
    return new LinkProfile(
        delay.toNanos(),
        Jitter.NONE,
        Spikes.NONE,
        Bottleneck.NONE,
        Loss.NONE,
        Reordering.NONE,
        0,
        ETHERNET_MTU,
        BlackHole.NOTHING);
  }

  /// A low satellite: 20 ms, up to 12 ms of jitter, and a rise of 140 ms for 400 ms whenever it
  /// changes its beam, every 15 s.
  public static LinkProfile satellite() {
    return ofDelay(Duration.ofMillis(20))
        .withJitter(Duration.ofMillis(12))
        .withSpikes(Duration.ofMillis(140), Duration.ofSeconds(15), Duration.ofMillis(400));
  }

  /// A mobile line: 25 ms, and up to 40 ms more that come and go within 61 ms, as with grants of
  /// the radio and its retransmissions.
  public static LinkProfile lte() {
    return ofDelay(Duration.ofMillis(25)).withJitter(Duration.ofMillis(40), Duration.ofMillis(61));
  }

  // ---------------------------------------------------------------- the same but for one thing

  public LinkProfile withDelay(Duration delay) {
    return with(draft -> draft.delayNs = delay.toNanos());
  }

  /// Jitter that changes as fast as [Jitter#NONE] would.
  public LinkProfile withJitter(Duration range) {
    return withJitter(range, Duration.ofNanos(Jitter.NONE.stepNs()));
  }

  public LinkProfile withJitter(Duration range, Duration step) {
    return with(draft -> draft.jitter = new Jitter(range.toNanos(), step.toNanos()));
  }

  public LinkProfile withSpikes(Duration height, Duration every, Duration lasting) {
    return with(
        draft -> draft.spikes = new Spikes(height.toNanos(), every.toNanos(), lasting.toNanos()));
  }

  /// @param bitsPerSecond 0 for unlimited
  public LinkProfile withRate(long bitsPerSecond, long queueBytes) {
    return withRate(RateTrace.constant(bitsPerSecond), queueBytes);
  }

  public LinkProfile withRate(RateTrace rate, long queueBytes) {
    return with(draft -> draft.bottleneck = new Bottleneck(rate, queueBytes));
  }

  public LinkProfile withLoss(double share, double meanBurst) {
    return with(draft -> draft.loss = new Loss(share, meanBurst));
  }

  public LinkProfile withReordering(double share, Duration heldBack) {
    return with(draft -> draft.reordering = new Reordering(share, heldBack.toNanos()));
  }

  public LinkProfile withDuplication(double share) {
    return with(draft -> draft.duplicate = share);
  }

  public LinkProfile withMtu(int mtu) {
    return with(draft -> draft.mtu = mtu);
  }

  /// All or nothing vanishes.
  public LinkProfile withBlackHole(boolean all) {
    return withBlackHole(all ? BlackHole.EVERYTHING : BlackHole.NOTHING);
  }

  public LinkProfile withBlackHole(BlackHole blackHole) {
    return with(draft -> draft.blackHole = blackHole);
  }

  private LinkProfile with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.profile();
  }

  private static final class Draft {
    long delayNs;
    Jitter jitter;
    Spikes spikes;
    Bottleneck bottleneck;
    Loss loss;
    Reordering reordering;
    double duplicate;
    int mtu;
    BlackHole blackHole;

    Draft(LinkProfile from) {
      delayNs = from.delayNs;
      jitter = from.jitter;
      spikes = from.spikes;
      bottleneck = from.bottleneck;
      loss = from.loss;
      reordering = from.reordering;
      duplicate = from.duplicate;
      mtu = from.mtu;
      blackHole = from.blackHole;
    }

    LinkProfile profile() {
      return new LinkProfile(
          delayNs, jitter, spikes, bottleneck, loss, reordering, duplicate, mtu, blackHole);
    }
  }
}
