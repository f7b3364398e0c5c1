package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.ExplainFlow;
import io.hawser.orchestrator.api.LinkFact;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
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
  private final SilentStreams silent = new SilentStreams();

  private final Listeners listeners = new Listeners();

  public Optional<Session> of(String edgeId) {
    return Optional.ofNullable(attached.get(edgeId)).map(Attached::session);
  }

  public int attachedCount() {
    return attached.size();
  }

  /// Streams that have said nothing yet.
  public int silentCount() {
    return silent.count();
  }

  /// Calls back when an edge comes, goes or sees its links change.
  public AutoCloseable onUpdate(Runnable listener) {
    return listeners.add(listener);
  }

  /// A stream was opened; with its first word it is attached.
  void opened(String edgeId, EdgeStream stream) {
    EdgeStream oldest = silent.add(edgeId, stream);
    if (oldest != null) {
      oldest.replaced();
    }
  }

  /// An edge has one stream; a newer one takes the place of the older, which may be dead without
  /// knowing it.
  void attach(String edgeId, EdgeStream stream, Session session) {
    silent.remove(edgeId, stream);
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
    silent.remove(edgeId, stream);
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

  /// Asks an attached edge why a flow goes its way. Completed by its answer, or cancelled where it
  /// goes away before; whoever does not wait any longer cancels it.
  ///
  /// @throws RefusedException where the edge is away, knows no such question or is asked too much
  public CompletableFuture<Answer> ask(String edgeId, ExplainFlow question) {
    Attached now = attached.get(edgeId);
    if (now == null) {
      throw RefusedException.conflict("edge: away (expected: one that is attached)");
    }
    return now.stream.ask(question);
  }

  /// Ends the streams of an edge that may no longer attach.
  void putOut(String edgeId) {
    silent.of(edgeId).forEach(EdgeStream::putOut);
    Attached now = attached.get(edgeId);
    if (now != null) {
      now.stream.putOut();
    }
  }

  /// Tells those who watch that something said of an edge changed.
  void changed() {
    listeners.call();
  }

  /// Edges that have a stream, be it silent.
  Set<String> ids() {
    Set<String> ids = new TreeSet<>(attached.keySet());
    ids.addAll(silent.ids());
    return ids;
  }
}
