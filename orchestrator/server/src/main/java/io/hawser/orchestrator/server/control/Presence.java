package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.api.LinkFact;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which edges are attached here now, and what they said of themselves. Thread-safe, in memory: an
/// edge that is attached says it all again after a restart.
public final class Presence {
  /// An attached edge.
  ///
  /// @param remoteAddress numeric, with port
  /// @param links as it sees them now, those without a configured name too
  public record Session(
      String version,
      String bootId,
      long attachedEpochMs,
      String remoteAddress,
      List<SeenLink> links) {
    public Session {
      links = List.copyOf(links);
    }

    Session seeing(List<SeenLink> newLinks) {
      return new Session(version, bootId, attachedEpochMs, remoteAddress, newLinks);
    }
  }

  /// A WAN link or device of an edge.
  ///
  /// @param name empty for a device that no configuration names
  public record SeenLink(String name, String device, boolean up, List<String> addresses, int mtu) {
    public SeenLink {
      addresses = List.copyOf(addresses);
    }

    static SeenLink of(LinkFact fact) {
      return new SeenLink(
          fact.getName(), fact.getDevice(), fact.getUp(), fact.getAddressesList(), fact.getMtu());
    }
  }

  private record Attached(EdgeStream stream, Session session) {}

  private final Map<String, Attached> attached = new ConcurrentHashMap<>();
  private final Listeners listeners = new Listeners();

  public Optional<Session> of(String edgeId) {
    return Optional.ofNullable(attached.get(edgeId)).map(Attached::session);
  }

  public int attachedCount() {
    return attached.size();
  }

  /// Calls back when an edge comes, goes or sees its links change.
  public AutoCloseable onUpdate(Runnable listener) {
    return listeners.add(listener);
  }

  /// An edge has one stream; a newer one takes the place of the older, which may be dead without
  /// knowing it.
  void attach(String edgeId, EdgeStream stream, Session session) {
    Attached before = attached.put(edgeId, new Attached(stream, session));
    if (before != null && before.stream != stream) {
      before.stream.replaced();
    }
    listeners.call();
  }

  void sees(String edgeId, EdgeStream stream, List<SeenLink> links) {
    attached.computeIfPresent(
        edgeId,
        (_, now) -> now.stream == stream ? new Attached(stream, now.session.seeing(links)) : now);
    listeners.call();
  }

  void detach(String edgeId, EdgeStream stream) {
    attached.computeIfPresent(edgeId, (_, now) -> now.stream == stream ? null : now);
    listeners.call();
  }

  /// Offers a configuration to the edge, if it is attached.
  void push(EdgeRevisions.Told told) {
    Attached now = attached.get(told.edgeId());
    if (now != null) {
      now.stream.push(told);
    }
  }

  /// Ends the stream of an edge that may no longer attach.
  void putOut(String edgeId) {
    Attached now = attached.get(edgeId);
    if (now != null) {
      now.stream.putOut();
    }
  }

  /// Tells those who watch that something said of an edge changed.
  void changed() {
    listeners.call();
  }

  List<String> attachedIds() {
    return List.copyOf(attached.keySet());
  }
}
