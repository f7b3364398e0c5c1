package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.api.MovedPath;
import io.hawser.orchestrator.api.PathMeasurement;
import io.hawser.orchestrator.api.Verdicts;
import io.hawser.orchestrator.company.Names;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What edges measured in the last hour, and what they told of, in memory. Thread-safe; everything
/// in it is bounded, and what does not fit pushes out the oldest.
public final class Telemetry {
  /// A reading every 5 s, or at a change of state.
  private static final long HISTORY_STEP_MS = 5_000;

  /// An hour of these.
  private static final int HISTORY_LENGTH = 720;

  /// Paths of one edge; 64 peers of 16 paths.
  private static final int MAX_PATHS = 1024;

  /// Readings kept of all edges together; about 500 MB at most.
  private static final int MAX_READINGS = 2_000_000;

  private static final int MAX_EVENTS = 2_000;

  /// That one move left or took.
  private static final int MAX_MOVED_PATHS = 16;

  private record PathKey(String link, String peerId, String peerLink) {}

  private static final class PathHistory {
    private PathStanding latest;
    private final ArrayDeque<PathReading> readings = new ArrayDeque<>();

    PathHistory(PathStanding first) {
      latest = first;
      readings.add(first.reading());
    }
  }

  private final Map<String, Map<PathKey, PathHistory>> edges = new HashMap<>();
  private final DecisionBook decisions = new DecisionBook();
  private final QueueBook queues = new QueueBook();
  private final ArrayDeque<NetworkEvent> events = new ArrayDeque<>();
  private final Listeners listeners = new Listeners();
  private int readingCount;

  /// The newest reading of every path, by edge, link, peer and its link.
  public synchronized List<PathStanding> latest() {
    List<PathStanding> all = new ArrayList<>();
    edges.values().forEach(paths -> paths.values().forEach(path -> all.add(path.latest)));
    all.sort(
        Comparator.comparing(
            PathStanding::reading,
            Comparator.comparing(PathReading::edgeId)
                .thenComparing(PathReading::link)
                .thenComparing(PathReading::peerId)
                .thenComparing(PathReading::peerLink)));
    return all;
  }

  /// What an edge's rules decided last, as it told; empty where it told nothing since the start.
  public synchronized List<Decision> decisions(String edgeId) {
    return decisions.of(edgeId);
  }

  /// What an edge told last of the queues of its links whose rate is known, by link; empty where it
  /// told of none.
  public synchronized List<QueueReading> queues(String edgeId) {
    return queues.of(edgeId);
  }

  /// About the last hour of one path, oldest first.
  public synchronized List<PathReading> history(
      String edgeId, String link, String peerId, String peerLink) {
    PathHistory path =
        edges.getOrDefault(edgeId, Map.of()).get(new PathKey(link, peerId, peerLink));
    return path == null ? List.of() : List.copyOf(path.readings);
  }

  /// Newest first.
  public synchronized List<NetworkEvent> events(int limit) {
    return events.stream().limit(limit).toList();
  }

  /// Calls back at every report of an edge.
  public AutoCloseable onUpdate(Runnable listener) {
    return listeners.add(listener);
  }

  /// Takes a complete report: paths and queues that it does not name are gone.
  void measured(String edgeId, Measurements report) {
    synchronized (this) {
      queues.take(edgeId, report);
      Map<PathKey, PathHistory> paths = edges.computeIfAbsent(edgeId, _ -> new HashMap<>());
      Set<PathKey> reported = new HashSet<>();
      report.getPathsList().stream()
          .limit(MAX_PATHS)
          .map(path -> new PathStanding(reading(edgeId, report.getEpochMs(), path), path))
          .forEach(standing -> reported.add(keep(paths, standing)));
      paths
          .entrySet()
          .removeIf(
              entry -> {
                boolean gone = !reported.contains(entry.getKey());
                readingCount -= gone ? entry.getValue().readings.size() : 0;
                return gone;
              });
    }
    listeners.call();
  }

  private PathKey keep(Map<PathKey, PathHistory> paths, PathStanding standing) {
    PathReading reading = standing.reading();
    PathKey key = new PathKey(reading.link(), reading.peerId(), reading.peerLink());
    PathHistory path = paths.get(key);
    if (path == null) {
      paths.put(key, new PathHistory(standing));
      readingCount++;
      return key;
    }
    path.latest = standing;
    PathReading last = path.readings.peekLast();
    boolean due =
        last == null
            || Math.abs(reading.epochMs() - last.epochMs()) >= HISTORY_STEP_MS
            || !reading.stateOut().equals(last.stateOut())
            || !reading.stateIn().equals(last.stateIn());
    if (due) {
      path.readings.addLast(reading);
      readingCount++;
      if (path.readings.size() > HISTORY_LENGTH || readingCount > MAX_READINGS) {
        path.readings.removeFirst();
        readingCount--;
      }
    }
    return key;
  }

  void decided(String edgeId, Verdicts news) {
    synchronized (this) {
      decisions.take(edgeId, news);
    }
    listeners.call();
  }

  void happened(String edgeId, Event event) {
    synchronized (this) {
      events.addFirst(
          new NetworkEvent(
              event.getEpochMs(),
              edgeId,
              Names.printable(event.getKind()),
              Names.printable(event.getSubject()),
              Names.sentence(event.getFrom()),
              Names.sentence(event.getTo()),
              Names.sentence(event.getCause()),
              Names.sentence(event.getRule()),
              Names.sentence(event.getReason()),
              event.getMeasuredList().stream()
                  .limit(MAX_MOVED_PATHS)
                  .map(Telemetry::movedPath)
                  .toList()));
      if (events.size() > MAX_EVENTS) {
        events.removeLast();
      }
    }
    listeners.call();
  }

  private static NetworkEvent.MovedPath movedPath(MovedPath path) {
    return new NetworkEvent.MovedPath(
        Names.printable(path.getPath()),
        path.getLossPpm(),
        path.getLatencyUs(),
        path.getJitterUs());
  }

  /// Forgets an edge that was put out.
  synchronized void forget(String edgeId) {
    decisions.forget(edgeId);
    queues.forget(edgeId);
    Map<PathKey, PathHistory> paths = edges.remove(edgeId);
    if (paths != null) {
      paths.values().forEach(path -> readingCount -= path.readings.size());
    }
  }

  private static PathReading reading(String edgeId, long epochMs, PathMeasurement path) {
    return new PathReading(
        edgeId,
        Names.printable(path.getLink()),
        Names.printable(path.getPeerId()),
        Names.printable(path.getPeerLink()),
        Names.printable(path.getStateOut()),
        Names.printable(path.getStateIn()),
        Names.printable(path.getCause()),
        path.getRttUs(),
        path.getJitterUs(),
        path.getLossOutPpm(),
        path.getLossInPpm(),
        path.getTxBytes(),
        path.getRxBytes(),
        epochMs - path.getSinceMs(),
        epochMs);
  }
}
