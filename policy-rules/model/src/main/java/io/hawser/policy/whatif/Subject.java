package io.hawser.policy.whatif;

import io.hawser.policy.NearestWord;
import io.hawser.policy.PathFact;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/// Which paths something is assumed of.
public sealed interface Subject {
  boolean fits(PathFact fact);

  /// Throws [IllegalArgumentException] with the name that no path has.
  void requireOneOf(Collection<PathFact> facts);

  /// All paths over a link of this edge.
  record Link(String name) implements Subject {
    @Override
    public boolean fits(PathFact fact) {
      return fact.link().equals(name);
    }

    @Override
    public void requireOneOf(Collection<PathFact> facts) {
      requireKnown("link", name, facts, PathFact::link);
    }
  }

  /// One path.
  record Path(String id) implements Subject {
    @Override
    public boolean fits(PathFact fact) {
      return fact.pathId().equals(id);
    }

    @Override
    public void requireOneOf(Collection<PathFact> facts) {
      requireKnown("path", id, facts, PathFact::pathId);
    }
  }

  /// All paths to a peer.
  record Peer(String name) implements Subject {
    @Override
    public boolean fits(PathFact fact) {
      return fact.peer().equals(name);
    }

    @Override
    public void requireOneOf(Collection<PathFact> facts) {
      requireKnown("peer", name, facts, PathFact::peer);
    }
  }

  /// All paths over a link of a peer.
  record PeerLink(String peer, String name) implements Subject {
    @Override
    public boolean fits(PathFact fact) {
      return fact.peer().equals(peer) && fact.peerLink().equals(name);
    }

    @Override
    public void requireOneOf(Collection<PathFact> facts) {
      requireKnown("peer", peer, facts, PathFact::peer);
      List<PathFact> ofPeer = facts.stream().filter(fact -> fact.peer().equals(peer)).toList();
      requireKnown("peer " + peer + ": link", name, ofPeer, PathFact::peerLink);
    }
  }

  private static void requireKnown(
      String what, String name, Collection<PathFact> facts, Function<PathFact, String> names) {
    List<String> known = facts.stream().map(names).distinct().sorted().toList();
    if (!known.contains(name)) {
      throw new IllegalArgumentException(
          what + ": " + name + " (expected: " + NearestWord.expected(name, known) + ")");
    }
  }
}
