package io.hawser.orchestrator.server.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.hawser.orchestrator.api.SignedRevision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/// The configurations that edges were told, and what they said of them. The newest of each edge is
/// also kept in memory.
public final class EdgeRevisions {
  /// Kept of each edge, for people who ask what changed.
  private static final int KEPT = 50;

  private static final int MAX_ERROR = 1000;

  /// A signed configuration.
  ///
  /// @param contentHash of the configuration without number and time, to see whether a new one
  ///   differs
  public record Told(
      String edgeId, long revision, long epochMs, String contentHash, SignedRevision signed) {}

  /// Where an edge stands.
  ///
  /// @param newestRevision that it was or will be told, 0: none yet
  /// @param appliedRevision in force on the edge as it last said, 0: none
  /// @param accepted whether it took the last one that it answered
  /// @param error why not
  /// @param epochMs of its last answer, 0: never
  public record Standing(
      long newestRevision, long appliedRevision, boolean accepted, String error, long epochMs) {}

  private record Answer(long inForce, boolean accepted, String error, long epochMs) {}

  private final Database database;
  private final Map<String, Told> newest = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  public EdgeRevisions(Database database) {
    this.database = database;
    database.jdbi().useHandle(this::load);
  }

  private void load(Handle handle) {
    handle
        .createQuery(
            "SELECT edge_id, revision, epoch_ms, content_hash, signed FROM edge_revision r WHERE revision ="
                + " (SELECT MAX(revision) FROM edge_revision n WHERE n.edge_id = r.edge_id)")
        .map(
            (row, _) ->
                new Told(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getString(4),
                    parse(row.getBytes(5))))
        .forEach(told -> newest.put(told.edgeId(), told));
    handle
        .createQuery("SELECT edge_id, in_force, accepted, error, epoch_ms FROM edge_standing")
        .map(
            (row, _) ->
                Map.entry(
                    row.getString(1),
                    new Answer(
                        row.getLong(2), row.getBoolean(3), row.getString(4), row.getLong(5))))
        .forEach(entry -> answers.put(entry.getKey(), entry.getValue()));
  }

  private static SignedRevision parse(byte[] bytes) {
    try {
      return SignedRevision.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "edge_revision.signed: unreadable (expected: SignedRevision)", e);
    }
  }

  /// The newest configuration of an edge.
  public Optional<Told> newest(String edgeId) {
    return Optional.ofNullable(newest.get(edgeId));
  }

  public Standing of(String edgeId) {
    Told told = newest.get(edgeId);
    Answer answer = answers.get(edgeId);
    long revision = told == null ? 0 : told.revision();
    return answer == null
        ? new Standing(revision, 0, true, "", 0)
        : new Standing(revision, answer.inForce, answer.accepted, answer.error, answer.epochMs);
  }

  /// The kept configurations of an edge, newest first.
  public List<Told> history(String edgeId) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT revision, epoch_ms, content_hash, signed FROM edge_revision"
                            + " WHERE edge_id = ? ORDER BY revision DESC")
                    .bind(0, edgeId)
                    .map(
                        (row, _) ->
                            new Told(
                                edgeId,
                                row.getLong(1),
                                row.getLong(2),
                                row.getString(3),
                                parse(row.getBytes(4))))
                    .list());
  }

  /// Keeps new configurations and forgets the commits that they were made of, both or neither.
  public void told(List<Told> all, long distributedUpTo) {
    database.durably(
        handle -> {
          all.forEach(told -> insert(handle, told));
          Outbox.done(handle, distributedUpTo);
          return true;
        });
    all.forEach(told -> newest.put(told.edgeId(), told));
  }

  private static void insert(Handle handle, Told told) {
    handle.execute(
        "INSERT INTO edge_revision (edge_id, revision, epoch_ms, content_hash, signed)"
            + " VALUES (?, ?, ?, ?, ?)",
        told.edgeId(),
        told.revision(),
        told.epochMs(),
        told.contentHash(),
        told.signed().toByteArray());
    handle.execute(
        "DELETE FROM edge_revision WHERE edge_id = ? AND revision NOT IN (SELECT revision FROM"
            + " edge_revision WHERE edge_id = ? ORDER BY revision DESC LIMIT ?)",
        told.edgeId(),
        told.edgeId(),
        KEPT);
  }

  /// Keeps what an edge has in force; said at every attachment.
  public void inForce(String edgeId, long revision, long epochMs) {
    Answer before = answers.get(edgeId);
    answer(
        edgeId,
        revision,
        before == null
            ? new Answer(revision, true, "", epochMs)
            : new Answer(revision, before.accepted, before.error, epochMs));
  }

  /// Keeps an edge's answer to a configuration.
  public void answered(String edgeId, long revision, boolean accepted, String error, long epochMs) {
    long before = of(edgeId).appliedRevision();
    String shortened = error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR);
    answer(
        edgeId, revision, new Answer(accepted ? revision : before, accepted, shortened, epochMs));
  }

  private void answer(String edgeId, long revision, Answer answer) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("DELETE FROM edge_standing WHERE edge_id = ?", edgeId);
              handle.execute(
                  "INSERT INTO edge_standing (edge_id, revision, accepted, error, in_force, epoch_ms)"
                      + " VALUES (?, ?, ?, ?, ?, ?)",
                  edgeId,
                  revision,
                  answer.accepted,
                  answer.error,
                  answer.inForce,
                  answer.epochMs);
            });
    answers.put(edgeId, answer);
  }
}
