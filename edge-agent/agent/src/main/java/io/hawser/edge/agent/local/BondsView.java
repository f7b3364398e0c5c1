package io.hawser.edge.agent.local;

import java.util.List;

/// The bonds of this edge: what carries the classes with `mode: bond`, and what became of the
/// bonded packets that arrived.
///
/// @param bonds by class, then by peer
public record BondsView(List<Bond> bonds, Arrivals arrivals) {
  public BondsView {
    bonds = List.copyOf(bonds);
  }

  /// The paths of one class to one peer, by id.
  public record Bond(String peer, String trafficClass, List<Member> members) {
    public Bond {
      members = List.copyOf(members);
    }
  }

  /// One path to the peer.
  ///
  /// @param path its id
  /// @param in whether new packets may go by it
  /// @param whyNot what is wrong with it, empty for nothing; one that is `in` all the same is the
  ///   least bad of all
  /// @param rateBps what it is taken to carry, bits a second; -1 of a path that the rules rank
  ///   behind or do not use
  /// @param rateAssumed whether that is a guess, as its link's rate is not known
  /// @param behindUs how much longer its way is than that of the peer's quickest path,
  ///   microseconds; -1 where it is not measured
  /// @param backlogUs how long what waits for it takes to leave, microseconds; -1 as `rateBps`
  /// @param packets that left by it, new ones and those sent again, since it is one of the bond
  /// @param sentAgain how many of these were then sent again, by whichever path
  public record Member(
      String path,
      boolean in,
      String whyNot,
      long rateBps,
      boolean rateAssumed,
      long behindUs,
      long backlogUs,
      long packets,
      long sentAgain) {}

  /// What became of bonded packets since the edge began, and what waits now.
  ///
  /// @param inTurn delivered in order
  /// @param late delivered at once, as they were not waited for any longer
  /// @param unordered delivered at once, as there were more flows than are kept apart
  /// @param duplicates dropped, as they were delivered or are held already
  /// @param tooOld dropped, as nobody can tell any more whether they were delivered
  /// @param missed not waited for any longer; some of them came late
  /// @param asked that the peers were asked to send again
  /// @param overflows times that a flow gave up its order, as there was no room
  /// @param jumps times that a flow began anew at another number
  /// @param flows kept apart now
  /// @param held that wait now for one that they overtook
  /// @param heldBytes their bytes
  public record Arrivals(
      long inTurn,
      long late,
      long unordered,
      long duplicates,
      long tooOld,
      long missed,
      long asked,
      long overflows,
      long jumps,
      int flows,
      int held,
      long heldBytes) {}
}
