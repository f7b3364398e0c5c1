package io.hawser.orchestrator.server.store;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.RefusedException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Commits that edges have not been told of. A row is written with its commit and goes with the
/// transaction that wrote the configurations made of it, so that a crash between the two tells
/// nobody too little.
public final class Outbox {
  /// A numbered commit.
  ///
  /// @param command its name, for people
  public record Entry(
      long revision, long epochMs, String actor, String command, List<Change> changes) {
    public Entry {
      changes = List.copyOf(changes);
    }
  }

  /// Commits in the log. People look at the last; edges that report their addresses make most of
  /// them.
  static final long KEPT = 10_000;

  private Outbox() {}

  static void add(Handle handle, Entry entry) {
    handle.execute(
        "INSERT INTO revision_log (revision, epoch_ms, actor, command, changes)"
            + " VALUES (?, ?, ?, ?, ?)",
        entry.revision(),
        entry.epochMs(),
        entry.actor(),
        entry.command(),
        ChangeJson.write(entry.changes()));
    handle.execute("INSERT INTO outbox (revision) VALUES (?)", entry.revision());
  }

  /// Refuses what was made of revision `since` where the same command was committed after it, or
  /// where that is no longer known.
  static void refuseStale(Handle handle, String command, long since) {
    List<Entry> newer =
        entries(
            handle
                .createQuery(
                    "SELECT revision, epoch_ms, actor, command, '[]' FROM revision_log"
                        + " WHERE revision > ? AND command = ? ORDER BY revision DESC LIMIT 1")
                .bind(0, since)
                .bind(1, command));
    if (!newer.isEmpty()) {
      Entry last = newer.getFirst();
      throw stale(since, "in revision " + last.revision() + " by " + last.actor());
    }
    long oldest =
        handle
            .createQuery("SELECT COALESCE(MIN(revision), 1) FROM revision_log")
            .mapTo(Long.class)
            .one();
    if (since < oldest - 1) {
      throw stale(since, "so long ago that nobody knows");
    }
  }

  private static RefusedException stale(long since, String when) {
    return RefusedException.stale(
        "document: changed "
            + when
            + ", after revision "
            + since
            + " that yours is of (expected: yours made of the newest; load it, bring your change in,"
            + " apply again)");
  }

  /// Commits up to `revision`, oldest first.
  public static List<Entry> upTo(Database database, long revision) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                entries(
                    handle
                        .createQuery(
                            "SELECT l.revision, l.epoch_ms, l.actor, l.command, l.changes"
                                + " FROM outbox o JOIN revision_log l ON l.revision = o.revision"
                                + " WHERE o.revision <= ? ORDER BY o.revision")
                        .bind(0, revision)));
  }

  /// The newest commits, newest first, for people.
  public static List<Entry> latest(Database database, int limit) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                entries(
                    handle
                        .createQuery(
                            "SELECT revision, epoch_ms, actor, command, changes"
                                + " FROM revision_log ORDER BY revision DESC LIMIT ?")
                        .bind(0, limit)));
  }

  /// Forgets what is distributed, and of the log what is older than the last [#KEPT] commits.
  static void done(Handle handle, long upToRevision) {
    handle.execute("DELETE FROM outbox WHERE revision <= ?", upToRevision);
    handle.execute(
        "DELETE FROM revision_log WHERE revision <= ?"
            + " AND revision NOT IN (SELECT revision FROM outbox)",
        upToRevision - KEPT);
  }

  private static List<Entry> entries(Query query) {
    return query
        .map(
            (row, _) ->
                new Entry(
                    row.getLong(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getString(4),
                    ChangeJson.read(row.getString(5))))
        .list();
  }
}
