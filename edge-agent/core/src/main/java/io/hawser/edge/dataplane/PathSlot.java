package io.hawser.edge.dataplane;

/// One session's place: a pair of link keys, or a stock client of the service key.
///
/// @param slot its index, kept while it exists
/// @param generation tells two paths apart that had one slot after the other
/// @param id `broadband>hq/mpls`, or `service>NAME`
/// @param peer slot of the peer
/// @param innerMtu the largest IP packet that it carries, bytes
/// @param stock whether it is a stock client's: packets wait here for a session to be made, which
///   between edges is not chosen without one, and no checksum is left to the far side
/// @param cost what a packet on it costs
/// @param sent what it carried outwards; written by outbound
/// @param received what it carried inwards; written by inbound
public record PathSlot(
    int slot,
    long generation,
    String id,
    int peer,
    int innerMtu,
    boolean stock,
    Cost cost,
    PathCounters sent,
    PathCounters received) {

  /// Of a path, as the tariffs of its two links say.
  public enum Cost {
    NONE,
    METERED,
    /// To be used where nothing else is left, metered or not.
    LAST_RESORT;

    /// Of a path whose links are so.
    public static Cost of(boolean metered, boolean backup) {
      return backup ? LAST_RESORT : metered ? METERED : NONE;
    }
  }

  /// The same place of a path that is otherwise described now.
  public PathSlot with(String id, int peer, int innerMtu, Cost cost) {
    return new PathSlot(slot, generation, id, peer, innerMtu, stock, cost, sent, received);
  }

  /// Whether its place is still that of the same path.
  boolean goesOnIn(Forwarding next) {
    PathSlot now = next.path(slot);
    return now != null && now.generation == generation;
  }

  /// How many links the two paths share, at this end and at the other one: 0 to 2.
  int linksSharedWith(PathSlot other) {
    int ours = id.indexOf('>') + 1;
    int theirs = id.lastIndexOf('/');
    int othersTheirs = other.id.lastIndexOf('/');
    boolean own = id.regionMatches(0, other.id, 0, ours);
    boolean peers =
        id.length() - theirs == other.id.length() - othersTheirs
            && id.regionMatches(theirs, other.id, othersTheirs, id.length() - theirs);
    return (own ? 1 : 0) + (peers ? 1 : 0);
  }
}
