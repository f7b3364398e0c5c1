package io.hawser.edge.bond;

/// What the receiver keeps of one peer, for all its bonded flows. Owned by the inbound agent.
final class BondPeer {
  final int slot;
  final SpreadMeter meter = new SpreadMeter();
  int flows;
  int held;

  BondPeer(int slot) {
    this.slot = slot;
  }
}
