package io.hawser.lab.link;

import java.util.List;

/// What one direction of a wire does to packets.
///
/// @param rateBps bits of IP packets per second, [#UNLIMITED] for none; not used when `trace` is
///   set
/// @param trace path of a recorded cellular trace that replaces the rate; empty for none
/// @param delayNs time on the way after the bottleneck
/// @param jitterNs standard deviation of the delay; it wanders slowly and never reorders
/// @param spreadNs by how much a delay is longer at most, evenly; it never reorders
/// @param lossPpm mean share of packets lost after the bottleneck
/// @param burstLength mean number of packets lost in a row; 1 loses each packet independently
/// @param lossOver only longer IP packets are lost, bytes
/// @param reorderPpm share of packets that are held back by `reorderByNs` and so overtaken
/// @param duplicatePpm share of packets that arrive twice
/// @param fqCodelBps rate of a router before the queue, bits of IP packets per second, whose own
///   queue is FQ-CoDel; [#UNLIMITED] for none
/// @param queue how much waits before the bottleneck
/// @param mtu largest IP packet that passes, bytes; larger ones vanish without an ICMP message
/// @param blackhole everything vanishes
public record DirectionSettings(
    long rateBps,
    String trace,
    long delayNs,
    long jitterNs,
    long spreadNs,
    int lossPpm,
    double burstLength,
    int lossOver,
    int reorderPpm,
    long reorderByNs,
    int duplicatePpm,
    long fqCodelBps,
    QueueLimit queue,
    int mtu,
    boolean blackhole) {
  public static final long UNLIMITED = 0;

  /// RFC 791.
  private static final int LEAST_MTU = 68;

  private static final int LARGEST_MTU = 2000;

  /// A perfect wire.
  public static final DirectionSettings PERFECT =
      new DirectionSettings(
          UNLIMITED,
          "",
          0,
          0,
          0,
          0,
          1,
          0,
          0,
          10_000_000,
          0,
          UNLIMITED,
          new QueueLimit.Time(100_000_000),
          1500,
          false);

  /// These settings with one key changed.
  DirectionSettings with(LinkKey key, String value) {
    String name = key.word();
    return switch (key) {
      case RATE -> copy().rate(Quantity.rateBps(name, value)).trace("").build();
      case TRACE -> value.equals("none") ? copy().trace("").build() : copy().trace(value).build();
      case DELAY -> copy().delay(Quantity.durationNs(name, value)).build();
      case JITTER -> copy().jitter(Quantity.durationNs(name, value)).build();
      case SPREAD -> copy().spread(Quantity.durationNs(name, value)).build();
      case LOSS -> copy().loss(Quantity.ratioPpm(name, value)).build();
      case BURST ->
          copy().burst(Quantity.number(name, value, 1, "a mean burst length of 1 or more")).build();
      case LOSS_OVER -> copy().lossOver(length(name, value, 0)).build();
      case REORDER -> copy().reorder(Quantity.ratioPpm(name, value)).build();
      case REORDER_BY -> copy().reorderBy(Quantity.durationNs(name, value)).build();
      case DUPLICATE -> copy().duplicate(Quantity.ratioPpm(name, value)).build();
      case FQ_CODEL ->
          copy().fqCodel(value.equals("none") ? UNLIMITED : Quantity.rateBps(name, value)).build();
      case QUEUE -> copy().queue(Quantity.queue(name, value)).build();
      case MTU -> copy().mtu(length(name, value, LEAST_MTU)).build();
      case BLACKHOLE, CARRIER, DOWN -> throw new IllegalArgumentException(name + ": of the link");
    };
  }

  /// The words that make these settings, the black hole apart, out of [#PERFECT].
  List<String> words() {
    return List.of(
        "rate=" + (rateBps == UNLIMITED ? "unlimited" : rateBps + "bit"),
        "trace=" + (trace.isEmpty() ? "none" : trace),
        "delay=" + microseconds(delayNs),
        "jitter=" + microseconds(jitterNs),
        "spread=" + microseconds(spreadNs),
        "loss=" + lossPpm + "ppm",
        "burst=" + burstLength,
        "loss-over=" + lossOver,
        "reorder=" + reorderPpm + "ppm",
        "reorder-by=" + microseconds(reorderByNs),
        "duplicate=" + duplicatePpm + "ppm",
        "fq-codel=" + (fqCodelBps == UNLIMITED ? "none" : fqCodelBps + "bit"),
        "queue=" + queue.word(),
        "mtu=" + mtu);
  }

  private static String microseconds(long durationNs) {
    return durationNs / 1_000 + "us";
  }

  DirectionSettings withBlackhole(boolean on) {
    return copy().blackhole(on).build();
  }

  private static int length(String name, String value, int least) {
    String expected = "bytes from " + least + " to " + LARGEST_MTU;
    double bytes = Quantity.number(name, value, least, expected);
    if (bytes > LARGEST_MTU || bytes != Math.rint(bytes)) {
      throw LinkSettingException.wrong(name, value, expected);
    }
    return (int) bytes;
  }

  private DirectionDraft copy() {
    return new DirectionDraft(this);
  }
}
