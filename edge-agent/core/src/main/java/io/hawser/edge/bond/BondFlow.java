package io.hawser.edge.bond;

import org.jspecify.annotations.Nullable;

/// What the sender keeps of one bonded flow: its number, its sequence, how many of its packets went
/// by each member, and the run that it is in. Owned by the outbound agent; not thread-safe.
public final class BondFlow {
  private final int id;
  private final Bond bond;
  private final byte[] counts = new byte[BondScheduler.MEMBERS];

  /// Traffic class of the tunnel's packets that carry it, for what is sent again.
  public int outerClass;

  /// When its latest packet was given to it.
  public long lastNs;

  private int sequence;
  private int runPackets;
  private int runBytes;

  /// Carries the run.
  @Nullable BondMember member;

  /// @param id for `BondFrame`, 0 to `BondFrame.FLOWS` - 1
  /// @param bond whose members carry it
  public BondFlow(int id, Bond bond) {
    this.id = id;
    this.bond = bond;
  }

  public int id() {
    return id;
  }

  public Bond bond() {
    return bond;
  }

  /// The sequence of the next packet.
  public int takeSequence() {
    return sequence++;
  }

  /// Counts a packet, new or sent again, on a member's path; answers the count for its frame.
  public int countOn(BondMember by) {
    return ++counts[by.lane()] & 0xFF;
  }

  void begin(BondMember by, int packets, int bytes) {
    member = by;
    runPackets = packets;
    runBytes = bytes;
  }

  /// Whether the run goes on with a packet of so many bytes.
  boolean continues(int bytes) {
    return runPackets > 0 && runBytes >= bytes;
  }

  void spend(int bytes) {
    runPackets--;
    runBytes -= bytes;
  }
}
