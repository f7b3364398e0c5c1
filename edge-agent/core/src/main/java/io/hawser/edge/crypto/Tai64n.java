package io.hawser.edge.crypto;

import java.nio.ByteBuffer;

/// A moment as TAI64N: seconds since 1970 with 2^62 added, and nanoseconds, both big-endian, so
/// that later stamps compare greater byte by byte.
///
/// It only has to grow: leap seconds are counted as the 10 of 1970, as other WireGuard
/// implementations do.
///
/// @param label seconds with 2^62 added, unsigned
/// @param nanos unsigned, as received
public record Tai64n(long label, int nanos) implements Comparable<Tai64n> {
  public static final int LENGTH = 12;
  public static final Tai64n LEAST = new Tai64n(0, 0);

  private static final long EPOCH_LABEL = 0x400000000000000AL;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  /// The low bits of the nanoseconds are left out, so that the stamp doesn't tell how busy the edge
  /// is: 16.8 ms.
  private static final int NANOS_MASK = 0xFF00_0000;

  public static Tai64n of(long epochSeconds, int nanos) {
    return new Tai64n(EPOCH_LABEL + epochSeconds, nanos & NANOS_MASK);
  }

  public static Tai64n ofEpochMs(long epochMs) {
    return of(
        Math.floorDiv(epochMs, 1000L),
        (int) Math.floorMod(epochMs, 1000L) * (NANOS_PER_SECOND / 1000));
  }

  public static Tai64n read(byte[] source, int offset) {
    ByteBuffer bytes = ByteBuffer.wrap(source, offset, LENGTH);
    return new Tai64n(bytes.getLong(), bytes.getInt());
  }

  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH).putLong(label).putInt(nanos).array();
  }

  /// The least stamp of our making that is greater.
  public Tai64n next() {
    long next = Integer.toUnsignedLong(nanos & NANOS_MASK) + (-NANOS_MASK & 0xFFFF_FFFFL);
    return next < NANOS_PER_SECOND ? new Tai64n(label, (int) next) : new Tai64n(label + 1, 0);
  }

  public Tai64n plusSeconds(long seconds) {
    return new Tai64n(label + seconds, nanos);
  }

  public boolean isAfter(Tai64n other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Tai64n other) {
    int bySeconds = Long.compareUnsigned(label, other.label);
    return bySeconds != 0 ? bySeconds : Integer.compareUnsigned(nanos, other.nanos);
  }
}
