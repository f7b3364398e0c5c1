package io.hawser.lab.link;

/// A [DirectionSettings] of which one thing is being changed.
final class DirectionDraft {
  private long rateBps;
  private String trace;
  private long delayNs;
  private long jitterNs;
  private long spreadNs;
  private int lossPpm;
  private double burstLength;
  private int lossOver;
  private int reorderPpm;
  private long reorderByNs;
  private int duplicatePpm;
  private long fqCodelBps;
  private QueueLimit queue;
  private int mtu;
  private boolean blackhole;

  DirectionDraft(DirectionSettings from) {
    rateBps = from.rateBps();
    trace = from.trace();
    delayNs = from.delayNs();
    jitterNs = from.jitterNs();
    spreadNs = from.spreadNs();
    lossPpm = from.lossPpm();
    burstLength = from.burstLength();
    lossOver = from.lossOver();
    reorderPpm = from.reorderPpm();
    reorderByNs = from.reorderByNs();
    duplicatePpm = from.duplicatePpm();
    fqCodelBps = from.fqCodelBps();
    queue = from.queue();
    mtu = from.mtu();
    blackhole = from.blackhole();
  }

  DirectionDraft rate(long bitsPerSecond) {
    rateBps = bitsPerSecond;
    return this;
  }

  DirectionDraft trace(String file) {
    trace = file;
    return this;
  }

  DirectionDraft delay(long durationNs) {
    delayNs = durationNs;
    return this;
  }

  DirectionDraft jitter(long durationNs) {
    jitterNs = durationNs;
    return this;
  }

  DirectionDraft spread(long durationNs) {
    spreadNs = durationNs;
    return this;
  }

  DirectionDraft loss(int ppm) {
    lossPpm = ppm;
    return this;
  }

  DirectionDraft burst(double packets) {
    burstLength = packets;
    return this;
  }

  DirectionDraft lossOver(int bytes) {
    lossOver = bytes;
    return this;
  }

  DirectionDraft reorder(int ppm) {
    reorderPpm = ppm;
    return this;
  }

  DirectionDraft reorderBy(long durationNs) {
    reorderByNs = durationNs;
    return this;
  }

  DirectionDraft duplicate(int ppm) {
    duplicatePpm = ppm;
    return this;
  }

  DirectionDraft fqCodel(long bitsPerSecond) {
    fqCodelBps = bitsPerSecond;
    return this;
  }

  DirectionDraft queue(QueueLimit limit) {
    queue = limit;
    return this;
  }

  DirectionDraft mtu(int bytes) {
    mtu = bytes;
    return this;
  }

  DirectionDraft blackhole(boolean on) {
    blackhole = on;
    return this;
  }

  DirectionSettings build() {
    return new DirectionSettings(
        rateBps,
        trace,
        delayNs,
        jitterNs,
        spreadNs,
        lossPpm,
        burstLength,
        lossOver,
        reorderPpm,
        reorderByNs,
        duplicatePpm,
        fqCodelBps,
        queue,
        mtu,
        blackhole);
  }
}
