package io.hawser.orchestrator.server.users;

import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.store.Database;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/// People and their passwords, in SQL.
public final class UserAccounts {
  /// The first one's name.
  public static final String FIRST = "admin";

  public static final int MIN_PASSWORD_LENGTH = 12;
  public static final int MAX_PASSWORD_LENGTH = 128;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");
  private static final int FAILURES_OF_ADDRESS = 10;

  /// More than of one address: a stranger who knows a name shall not lock its owner out that
  /// easily.
  private static final int FAILURES_OF_NAME = 30;

  /// Each hash takes 19 MiB while it is computed.
  private static final int HASHES_AT_ONCE = 4;

  /// Each waits on a thread; the last of them some tenths of a second.
  private static final int AT_THE_DOOR = 16;

  private final Database database;
  private final Sessions sessions;
  private final SecureRandom random;
  private final String nobodysHash;
  private final SignInLimiter byAddress = new SignInLimiter(FAILURES_OF_ADDRESS);
  private final SignInLimiter byName = new SignInLimiter(FAILURES_OF_NAME);
  private final Semaphore hashing = new Semaphore(HASHES_AT_ONCE);

  private final Semaphore atTheDoor;

  private enum Guess {
    RIGHT,
    WRONG,
    NOT_LOOKED_AT
  }

  private record Account(User user, String passwordHash) {}

  public UserAccounts(Database database, Sessions sessions, SecureRandom random) {
    this(database, sessions, random, AT_THE_DOOR);
  }

  /// @param atTheDoor how many may have their password looked at or wait for it
  UserAccounts(Database database, Sessions sessions, SecureRandom random, int atTheDoor) {
    this.atTheDoor = new Semaphore(atTheDoor);
    this.database = database;
    this.sessions = sessions;
    this.random = random;
    nobodysHash = PasswordHash.make(Secrets.make(random), random);
  }

  /// Makes the first administrator where there is no user at all, and returns the one-time
  /// password.
  public Optional<String> createFirst(long nowEpochMs) {
    String password = Secrets.oneTimePassword(random);
    String hash = PasswordHash.make(password, random);
    boolean made =
        database.durably(
            handle ->
                handle.execute(
                        "insert into user_account (name, role, password_hash, must_change, created_epoch_ms)"
                            + " select ?, ?, ?, true, ? from (values (1)) as one (n)"
                            + " where not exists (select 1 from user_account)",
                        FIRST,
                        Role.ADMIN.word(),
                        hash,
                        nowEpochMs)
                    == 1);
    return made ? Optional.of(password) : Optional.empty();
  }

  /// Adds someone and returns the one-time password.
  public String create(String name, Role role, long nowEpochMs) {
    checkName("name", name);
    String password = Secrets.oneTimePassword(random);
    String hash = PasswordHash.make(password, random);
    database.durably(
        handle -> {
          if (account(handle, name).isPresent()) {
            throw RefusedException.conflict(
                "name: " + name + " (expected: a name that nobody has)");
          }
          return handle.execute(
              "insert into user_account (name, role, password_hash, must_change, created_epoch_ms)"
                  + " values (?, ?, ?, true, ?)",
              name,
              role.word(),
              hash,
              nowEpochMs);
        });
    return password;
  }

  /// Gives someone who lost the password a one-time one; all sessions end.
  public String resetToOneTime(String name) {
    String password = Secrets.oneTimePassword(random);
    String hash = PasswordHash.make(password, random);
    database.durably(
        handle -> {
          int changed =
              handle.execute(
                  "update user_account set password_hash = ?, must_change = true where name = ?",
                  hash,
                  name);
          if (changed == 0) {
            throw unknown(name);
          }
          return handle.execute("delete from user_session where user_name = ?", name);
        });
    return password;
  }

  /// Takes someone away, with all sessions. The last administrator stays, whoever else is being
  /// taken away at the same time: the administrators' rows are locked first.
  public void delete(String name) {
    database.durably(
        handle -> {
          List<String> admins =
              handle
                  .createQuery("select name from user_account where role = 'admin' for update")
                  .mapTo(String.class)
                  .list();
          if (admins.equals(List.of(name))) {
            throw RefusedException.conflict(
                "name: " + name + " is the last administrator (expected: another one first)");
          }
          handle.execute("delete from user_session where user_name = ?", name);
          int deleted = handle.execute("delete from user_account where name = ?", name);
          if (deleted == 0) {
            throw unknown(name);
          }
          return deleted;
        });
  }

  public List<User> all() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select name, role, must_change, created_epoch_ms from user_account order by name")
                    .map((row, context) -> user(row))
                    .list());
  }

  /// Opens a session where name and password fit. A name that nobody can have is not remembered,
  /// and takes as long to refuse as another.
  ///
  /// @param address of whoever asks
  public SignIn signIn(String name, String password, String address, long nowEpochMs) {
    boolean possible = NAME.matcher(name).matches();
    if (!byAddress.admits(address, nowEpochMs) || (possible && !byName.admits(name, nowEpochMs))) {
      return new SignIn.Limited();
    }
    byAddress.tried(address, nowEpochMs);
    if (possible) {
      byName.tried(name, nowEpochMs);
    }
    Optional<Account> account = possible ? account(name) : Optional.empty();
    Guess guess = guess(password, account.map(Account::passwordHash).orElse(nobodysHash));
    if (guess == Guess.NOT_LOOKED_AT) {
      byAddress.untried(address);
      byName.untried(name);
      return new SignIn.Busy();
    }
    if (account.isEmpty() || guess == Guess.WRONG) {
      return new SignIn.Wrong();
    }
    byAddress.succeeded(address);
    byName.succeeded(name);
    return new SignIn.Granted(sessions.open(name, nowEpochMs), account.get().user());
  }

  /// Changes the password of whoever's session this is and ends that person's other sessions.
  public PasswordChange changePassword(
      Session session, String present, String chosen, long nowEpochMs) {
    String name = session.user().name();
    int length = chosen.codePointCount(0, chosen.length());
    if (length < MIN_PASSWORD_LENGTH || length > MAX_PASSWORD_LENGTH) {
      return PasswordChange.LENGTH;
    }
    if (!byName.admits(name, nowEpochMs)) {
      return PasswordChange.LIMITED;
    }
    byName.tried(name, nowEpochMs);
    Guess guess = guess(present, account(name).orElseThrow(() -> unknown(name)).passwordHash());
    if (guess == Guess.NOT_LOOKED_AT) {
      byName.untried(name);
      return PasswordChange.BUSY;
    }
    if (guess == Guess.WRONG) {
      return PasswordChange.WRONG;
    }
    byName.succeeded(name);
    if (present.equals(chosen)) {
      return PasswordChange.SAME;
    }
    String hash = PasswordHash.make(chosen, random);
    database.durably(
        handle -> {
          Sessions.closeOthers(handle, name, session.tokenHash());
          return handle.execute(
              "update user_account set password_hash = ?, must_change = false where name = ?",
              hash,
              name);
        });
    return PasswordChange.DONE;
  }

  /// Names of which failures are remembered.
  int rememberedNames() {
    return byName.size();
  }

  /// Waits for its turn, unless so many do already that the threads, which edges' streams need too,
  /// would run out.
  private Guess guess(String password, String hash) {
    if (password.length() > MAX_PASSWORD_LENGTH * 2) {
      return Guess.WRONG;
    }
    if (!atTheDoor.tryAcquire()) {
      return Guess.NOT_LOOKED_AT;
    }
    try {
      hashing.acquireUninterruptibly();
      try {
        return PasswordHash.matches(password, hash) ? Guess.RIGHT : Guess.WRONG;
      } finally {
        hashing.release();
      }
    } finally {
      atTheDoor.release();
    }
  }

  private Optional<Account> account(String name) {
    return database.jdbi().withHandle(handle -> account(handle, name));
  }

  private static Optional<Account> account(Handle handle, String name) {
    return handle
        .createQuery("select * from user_account where name = :name")
        .bind("name", name)
        .map((row, context) -> new Account(user(row), row.getString("password_hash")))
        .findOne();
  }

  static User user(ResultSet row) throws SQLException {
    return new User(
        row.getString("name"),
        Role.of(row.getString("role")),
        row.getBoolean("must_change"),
        row.getLong("created_epoch_ms"));
  }

  static void checkName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw RefusedException.invalid(
          what
              + ": "
              + name
              + " (expected: 1 to 64 of a-z, 0-9, . _ @ -, a letter or digit first)");
    }
  }

  private static RefusedException unknown(String name) {
    return RefusedException.unknown("name: " + name + " (expected: the name of a user)");
  }
}
