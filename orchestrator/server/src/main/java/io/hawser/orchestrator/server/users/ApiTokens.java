package io.hawser.orchestrator.server.users;

import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.store.Database;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Tokens of programs, in SQL.
public final class ApiTokens {
  /// Tokens that may exist at once.
  public static final int CAPACITY = 1_000;

  private static final String PREFIX = "hwt1.";
  private static final String COLUMNS = "id, name, role, created_by, created_epoch_ms";

  private final Database database;
  private final SecureRandom random;

  /// A token just made.
  ///
  /// @param secret shown this once
  public record Made(ApiToken token, String secret) {}

  public ApiTokens(Database database, SecureRandom random) {
    this.database = database;
    this.random = random;
  }

  public Made create(String name, Role role, String actor, long nowEpochMs) {
    UserAccounts.checkName("name", name);
    String secret = PREFIX + Secrets.make(random);
    ApiToken token = new ApiToken(UUID.randomUUID().toString(), name, role, actor, nowEpochMs);
    database.durably(
        handle -> {
          if (handle.createQuery("select count(*) from api_token").mapTo(Integer.class).one()
              >= CAPACITY) {
            throw RefusedException.conflict(
                "tokens: " + CAPACITY + " (expected: fewer; delete one first)");
          }
          return handle.execute(
              "insert into api_token (" + COLUMNS + ", token_hash) values (?, ?, ?, ?, ?, ?)",
              token.id(),
              name,
              role.word(),
              actor,
              nowEpochMs,
              Secrets.sha256(secret));
        });
    return new Made(token, secret);
  }

  public List<ApiToken> all() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select " + COLUMNS + " from api_token order by name, id")
                    .map((row, context) -> token(row))
                    .list());
  }

  public Optional<ApiToken> find(String secret) {
    if (!secret.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select " + COLUMNS + " from api_token where token_hash = :hash")
                    .bind("hash", Secrets.sha256(secret))
                    .map((row, context) -> token(row))
                    .findOne());
  }

  public void delete(String id) {
    int deleted =
        database.durably(handle -> handle.execute("delete from api_token where id = ?", id));
    if (deleted == 0) {
      throw RefusedException.unknown("token: " + id + " (expected: the id of a token)");
    }
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    return new ApiToken(
        row.getString("id"),
        row.getString("name"),
        Role.of(row.getString("role")),
        row.getString("created_by"),
        row.getLong("created_epoch_ms"));
  }
}
