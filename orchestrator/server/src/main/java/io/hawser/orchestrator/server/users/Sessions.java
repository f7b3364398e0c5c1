package io.hawser.orchestrator.server.users;

import io.hawser.orchestrator.server.store.Database;
import java.security.SecureRandom;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Sessions of people, in SQL.
public final class Sessions {
  /// A working day and some: a person signs in each morning.
  public static final long LIFETIME_MS = 12 * 3_600_000L;

  private final Database database;
  private final SecureRandom random;

  public Sessions(Database database, SecureRandom random) {
    this.database = database;
    this.random = random;
  }

  /// Opens a session and returns its token, for the cookie.
  public String open(String userName, long nowEpochMs) {
    String token = Secrets.make(random);
    database.durably(
        handle -> {
          handle.execute("delete from user_session where expires_epoch_ms <= ?", nowEpochMs);
          return handle.execute(
              "insert into user_session (token_hash, user_name, created_epoch_ms, expires_epoch_ms) values (?, ?, ?, ?)",
              Secrets.sha256(token),
              userName,
              nowEpochMs,
              nowEpochMs + LIFETIME_MS);
        });
    return token;
  }

  public Optional<Session> find(String token, long nowEpochMs) {
    String hash = Secrets.sha256(token);
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select u.name, u.role, u.must_change, u.created_epoch_ms from user_session s"
                            + " join user_account u on u.name = s.user_name"
                            + " where s.token_hash = :hash and s.expires_epoch_ms > :now")
                    .bind("hash", hash)
                    .bind("now", nowEpochMs)
                    .map((row, context) -> new Session(hash, csrf(token), UserAccounts.user(row)))
                    .findOne());
  }

  public void close(Session session) {
    database.durably(
        handle ->
            handle.execute("delete from user_session where token_hash = ?", session.tokenHash()));
  }

  /// Ends every session of someone but one.
  static void closeOthers(Handle handle, String userName, String keptTokenHash) {
    handle.execute(
        "delete from user_session where user_name = ? and token_hash <> ?",
        userName,
        keptTokenHash);
  }

  /// Follows from the token, so that nothing more is kept; the token does not follow from it.
  private static String csrf(String token) {
    return Secrets.sha256("hawser-csrf-v1 " + token);
  }
}
