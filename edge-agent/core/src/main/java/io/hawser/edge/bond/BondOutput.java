package io.hawser.edge.bond;

import java.lang.foreign.MemorySegment;

/// What [Resequencers] have to say. Called from within their methods; must not call back.
public interface BondOutput {
  /// It is this packet's turn. The bytes are borrowed: valid until the call returns.
  void deliver(int peer, MemorySegment p, long at, int length, long nowNs);

  /// The peer is to be asked for packets, as by `BondAskFrame`.
  ///
  /// @param overdue whether it is not known that they were lost on the way
  void ask(int peer, int flow, boolean overdue, int first, int others);

  /// A packet goes nowhere.
  void drop(int peer, BondDrop reason);
}
