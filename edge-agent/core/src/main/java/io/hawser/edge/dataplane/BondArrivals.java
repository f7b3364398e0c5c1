package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondDrop;
import io.hawser.edge.bond.BondOutput;
import io.hawser.edge.bond.BondView;
import io.hawser.edge.bond.Order;
import io.hawser.edge.bond.Resequencers;
import io.hawser.edge.overlay.BondAskFrame;
import io.hawser.edge.overlay.BondFrame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Bonded packets on their way in: put in order again, and asked for where they were lost. Owned by
/// the inbound agent.
final class BondArrivals {
  /// What a round trip takes longer, for what waits on the way.
  private static final long ASK_MARGIN_NS = 20_000_000L;

  private static final int LONGEST = 1 << 16;

  private final OutboundCommands outbound;
  private final DropCounters drops;
  private final Resequencers resequencers;
  private final MemorySegment scratch = Arena.ofAuto().allocate(LONGEST, 8);
  private final byte[] ask = new byte[BondAskFrame.LENGTH];
  private long nowNs;

  /// Takes a packet whose turn it is. The bytes are borrowed: valid until the call returns.
  interface Delivery {
    void deliver(MemorySegment p, long at, int length, long nowNs);
  }

  BondArrivals(OutboundCommands outbound, DropCounters drops, Delivery delivery) {
    this.outbound = outbound;
    this.drops = drops;
    this.resequencers = new Resequencers(new Output(delivery), true);
  }

  private final class Output implements BondOutput {
    private final Delivery delivery;

    Output(Delivery delivery) {
      this.delivery = delivery;
    }

    @Override
    public void deliver(int peer, MemorySegment p, long at, int length, long atNs) {
      delivery.deliver(p, at, length, atNs);
    }

    @Override
    public void ask(int peer, int flow, boolean overdue, int first, int others) {
      BondAskFrame.write(MemorySegment.ofArray(ask), 0, flow, overdue, first, others);
      outbound.onAskPeer(peer, ask.clone(), nowNs);
    }

    @Override
    public void drop(int peer, BondDrop reason) {
      drops.count(
          switch (reason) {
            case DUPLICATE -> DropReason.DUPLICATE;
            case TOO_OLD -> DropReason.TOO_LATE;
          });
    }
  }

  /// Takes the packet of the plausible [BondFrame] at `at`.
  ///
  /// @param total 0 where nothing is to be waited for in its place
  void onPacket(
      InboundSession session, MemorySegment p, long at, Order order, int total, long atNs) {
    nowNs = atNs;
    // What is delivered first may be opened to where this one lies.
    MemorySegment.copy(p, at + BondFrame.HEADER_LENGTH, scratch, 0, total);
    resequencers.onPacket(
        session.peer.slot(),
        session.slot.slot(),
        BondFrame.flow(p, at),
        BondFrame.count(p, at),
        BondFrame.sequence(p, at),
        order,
        scratch,
        0,
        total,
        atNs);
  }

  /// A peer asks for packets; answers why that is refused, or null.
  @Nullable DropReason onAsk(InboundSession session, MemorySegment p, long at, long atNs) {
    if (!BondAskFrame.isPlausible(p, at)) {
      return DropReason.MALFORMED_FRAME;
    }
    outbound.onBondAsk(
        session.peer.slot(),
        BondAskFrame.flow(p, at),
        BondAskFrame.isOverdue(p, at),
        BondAskFrame.first(p, at),
        BondAskFrame.others(p, at),
        atNs);
    return null;
  }

  /// @param roundTripNs by the peer's quickest path
  void onRoundTrip(int peer, long roundTripNs) {
    resequencers.setAskNs(peer, roundTripNs + (roundTripNs >> 2) + ASK_MARGIN_NS);
  }

  /// Numbers of peers may mean others from now on: what is held is delivered.
  void forget(int peers) {
    for (int peer = 0; peer < peers; peer++) {
      resequencers.forget(peer, nowNs);
    }
  }

  BondView view() {
    return resequencers.view();
  }

  long nextDeadlineNs() {
    return resequencers.nextDeadlineNs();
  }

  void onTick(long atNs) {
    nowNs = atNs;
    resequencers.onTick(atNs);
  }
}
