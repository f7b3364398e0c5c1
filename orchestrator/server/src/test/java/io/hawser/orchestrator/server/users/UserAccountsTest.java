package io.hawser.orchestrator.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.store.Database;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserAccountsTest {
  private static final long NOW_MS = 1_800_000_000_000L;
  private static final String CHOSEN = "a rope of many strands";

  @TempDir Path directory;

  private final SecureRandom random = new SecureRandom();
  private Database database;
  private Sessions sessions;
  private UserAccounts accounts;

  @BeforeEach
  void open() {
    database = Database.embedded(directory);
    sessions = new Sessions(database, random);
    accounts = new UserAccounts(database, sessions, random);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theFirstStartMakesOneAdministratorAndLaterStartsMakeNone() {
    String password = accounts.createFirst(NOW_MS).orElseThrow();

    assertThat(password).matches("([a-z2-9]{5}-){3}[a-z2-9]{5}");
    assertThat(accounts.createFirst(NOW_MS)).isEmpty();
    assertThat(accounts.all()).containsExactly(new User("admin", Role.ADMIN, true, NOW_MS));
  }

  @Test
  void aOneTimePasswordOpensASessionThatMustChangeIt() {
    String token = signIn("admin", accounts.createFirst(NOW_MS).orElseThrow());

    assertThat(session(token).user().mustChange()).isTrue();
  }

  @Test
  void aChangedPasswordReplacesTheOldOneAndEndsOtherSessions() {
    String oneTime = accounts.createFirst(NOW_MS).orElseThrow();
    String other = signIn("admin", oneTime);
    String mine = signIn("admin", oneTime);

    assertThat(accounts.changePassword(session(mine), oneTime, CHOSEN, NOW_MS))
        .isEqualTo(PasswordChange.DONE);

    assertThat(session(mine).user().mustChange()).isFalse();
    assertThat(sessions.find(other, NOW_MS)).isEmpty();
    assertThat(accounts.signIn("admin", oneTime, "a", NOW_MS)).isInstanceOf(SignIn.Wrong.class);
    assertThat(accounts.signIn("admin", CHOSEN, "a", NOW_MS)).isInstanceOf(SignIn.Granted.class);
  }

  @Test
  void aBadChangeOfPasswordIsRefusedAndChangesNothing() {
    String oneTime = accounts.createFirst(NOW_MS).orElseThrow();
    Session mine = session(signIn("admin", oneTime));

    assertThat(accounts.changePassword(mine, oneTime, "elevenchars", NOW_MS))
        .isEqualTo(PasswordChange.LENGTH);
    assertThat(accounts.changePassword(mine, oneTime, "x".repeat(129), NOW_MS))
        .isEqualTo(PasswordChange.LENGTH);
    assertThat(accounts.changePassword(mine, oneTime, oneTime, NOW_MS))
        .isEqualTo(PasswordChange.SAME);
    assertThat(accounts.changePassword(mine, "wrong", CHOSEN, NOW_MS))
        .isEqualTo(PasswordChange.WRONG);
    assertThat(accounts.signIn("admin", oneTime, "a", NOW_MS)).isInstanceOf(SignIn.Granted.class);
  }

  @Test
  void tenFailuresFromAnAddressCloseItForAMinuteAndNoOther() {
    String password = accounts.createFirst(NOW_MS).orElseThrow();
    for (int i = 0; i < 10; i++) {
      assertThat(accounts.signIn("admin", "wrong", "192.0.2.1", NOW_MS))
          .isInstanceOf(SignIn.Wrong.class);
    }

    assertThat(accounts.signIn("admin", password, "192.0.2.1", NOW_MS + 59_999))
        .isInstanceOf(SignIn.Limited.class);
    assertThat(accounts.signIn("admin", password, "192.0.2.2", NOW_MS + 59_999))
        .isInstanceOf(SignIn.Granted.class);
    assertThat(accounts.signIn("admin", password, "192.0.2.1", NOW_MS + 60_000))
        .isInstanceOf(SignIn.Granted.class);
  }

  @Test
  void anUnknownNameIsAnsweredLikeAWrongPassword() {
    assertThat(accounts.signIn("nobody", "anything", "a", NOW_MS)).isEqualTo(new SignIn.Wrong());
  }

  @Test
  void aNameThatNobodyCanHaveIsAnsweredLikeAWrongPasswordAndNotRemembered() {
    assertThat(accounts.signIn("x".repeat(65), "anything", "a", NOW_MS))
        .isEqualTo(new SignIn.Wrong());
    assertThat(accounts.signIn("Admin!", "anything", "a", NOW_MS)).isEqualTo(new SignIn.Wrong());
    assertThat(accounts.rememberedNames()).isZero();
    for (int i = 2; i < 10; i++) {
      accounts.signIn("Admin!", "anything", "a", NOW_MS);
    }
    assertThat(accounts.signIn("Admin!", "anything", "a", NOW_MS)).isEqualTo(new SignIn.Limited());
  }

  @Test
  void aSessionEndsAtItsTimeOrWhenClosed() {
    String token = signIn("admin", accounts.createFirst(NOW_MS).orElseThrow());

    assertThat(sessions.find(token, NOW_MS + Sessions.LIFETIME_MS - 1)).isPresent();
    assertThat(sessions.find(token, NOW_MS + Sessions.LIFETIME_MS)).isEmpty();
    sessions.close(session(token));
    assertThat(sessions.find(token, NOW_MS)).isEmpty();
  }

  @Test
  void aResetPasswordIsAOneTimeOneAndEndsSessions() {
    String token = signIn("admin", accounts.createFirst(NOW_MS).orElseThrow());

    String fresh = accounts.resetToOneTime("admin");

    assertThat(sessions.find(token, NOW_MS)).isEmpty();
    assertThat(session(signIn("admin", fresh)).user().mustChange()).isTrue();
  }

  @Test
  void theLastAdministratorStays() {
    accounts.createFirst(NOW_MS);
    accounts.create("ann", Role.VIEWER, NOW_MS);

    assertThatThrownBy(() -> accounts.delete("admin"))
        .isInstanceOf(RefusedException.class)
        .hasMessage("name: admin is the last administrator (expected: another one first)");
    accounts.delete("ann");
    assertThat(accounts.all()).extracting(User::name).containsExactly("admin");
  }

  @Test
  void whoFindsTooManyAtTheDoorIsSentAwayWithoutATryBeingCounted() {
    String password = accounts.createFirst(NOW_MS).orElseThrow();
    UserAccounts crowded = new UserAccounts(database, sessions, random, 0);
    for (int i = 0; i < 100; i++) {
      assertThat(crowded.signIn("admin", password, "a", NOW_MS)).isEqualTo(new SignIn.Busy());
    }
    assertThat(crowded.rememberedNames()).isZero();
  }

  @Test
  void twoAdministratorsTakenAwayAtOnceLeaveOne() throws Exception {
    for (int round = 0; round < 20; round++) {
      accounts.create("ann", Role.ADMIN, NOW_MS);
      accounts.create("bob", Role.ADMIN, NOW_MS);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        CountDownLatch both = new CountDownLatch(2);
        for (String name : List.of("ann", "bob")) {
          var _ =
              threads.submit(
                  () -> {
                    both.countDown();
                    both.await();
                    accounts.delete(name);
                    return true;
                  });
        }
      }
      assertThat(accounts.all()).hasSize(1);
      database.durably(handle -> handle.execute("delete from user_account"));
    }
  }

  @Test
  void namesAreCheckedAndUnique() {
    assertThatThrownBy(() -> accounts.create("Ann Smith", Role.VIEWER, NOW_MS))
        .hasMessageStartingWith("name: Ann Smith (expected: ");
    accounts.create("ann", Role.VIEWER, NOW_MS);
    assertThatThrownBy(() -> accounts.create("ann", Role.ADMIN, NOW_MS))
        .hasMessage("name: ann (expected: a name that nobody has)");
  }

  @Test
  void noSecretIsInTheDatabase() {
    String oneTime = accounts.createFirst(NOW_MS).orElseThrow();
    String session = signIn("admin", oneTime);
    String token =
        new ApiTokens(database, random).create("ci", Role.VIEWER, "user:admin", NOW_MS).secret();

    List<String> kept =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select password_hash from user_account union all select token_hash from"
                                + " user_session union all select token_hash from api_token")
                        .mapTo(String.class)
                        .list());

    assertThat(kept)
        .hasSize(3)
        .noneMatch(one -> one.contains(oneTime) || one.equals(session) || one.equals(token));
    assertThat(kept.getFirst()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
  }

  @Test
  void aTokenIsFoundUntilItIsDeleted() {
    ApiTokens tokens = new ApiTokens(database, random);
    ApiTokens.Made made = tokens.create("ci", Role.OPERATOR, "user:admin", NOW_MS);

    assertThat(tokens.find(made.secret())).contains(made.token());
    assertThat(tokens.find(made.secret() + "x")).isEmpty();
    tokens.delete(made.token().id());
    assertThat(tokens.find(made.secret())).isEmpty();
    assertThatThrownBy(() -> tokens.delete(made.token().id())).isInstanceOf(RefusedException.class);
  }

  private String signIn(String name, String password) {
    return ((SignIn.Granted) accounts.signIn(name, password, "198.51.100.1", NOW_MS)).token();
  }

  private Session session(String token) {
    return sessions.find(token, NOW_MS).orElseThrow();
  }
}
