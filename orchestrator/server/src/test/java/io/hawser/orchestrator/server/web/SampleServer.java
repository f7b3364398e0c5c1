package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import io.hawser.orchestrator.server.store.Database;
import io.hawser.orchestrator.server.users.ApiTokens;
import io.hawser.orchestrator.server.users.Role;
import io.hawser.orchestrator.server.users.Sessions;
import io.hawser.orchestrator.server.users.UserAccounts;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// API and console over [SampleNetwork], with real users in a database of their own, on a free port
/// of the loopback address. `main` serves it until it is killed, to look at the pages.
final class SampleServer implements AutoCloseable {
  static final String LOCAL_TOKEN = "token-of-this-machine";

  final SampleNetwork network = new SampleNetwork(InstantSource.system());
  final Database database;
  final UserAccounts accounts;
  final Sessions sessions;
  final ApiTokens tokens;
  final WebSite site;
  final String oneTimePassword;
  private final Server server;
  private final Map<Role, String> names = new HashMap<>();

  SampleServer(Path directory) {
    SecureRandom random = new SecureRandom();
    database = Database.embedded(directory);
    sessions = new Sessions(database, random);
    accounts = new UserAccounts(database, sessions, random);
    tokens = new ApiTokens(database, random);
    oneTimePassword = accounts.createFirst(now()).orElseThrow();
    site =
        new WebSite(
            new WebSite.Foundation(
                network,
                accounts,
                sessions,
                tokens,
                LOCAL_TOKEN::equals,
                URI.create("https://127.0.0.1:8443"),
                InstantSource.system(),
                CommonPools.blockingTaskExecutor()));
    var builder = Server.builder().localPort(0, SessionProtocol.HTTPS).tlsSelfSigned();
    site.addTo(builder);
    server = builder.build();
    server.start().join();
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + server.activeLocalPort());
  }

  Server server() {
    return server;
  }

  /// A session of someone with `role` whose password is his own.
  String session(Role role) {
    String name =
        names.computeIfAbsent(
            role,
            made -> {
              String fresh = made.word() + "-of-the-tests";
              accounts.create(fresh, made, now());
              database.durably(
                  handle ->
                      handle.execute(
                          "update user_account set must_change = false where name = ?", fresh));
              return fresh;
            });
    return sessions.open(name, now());
  }

  /// A session of someone who signed in with a one-time password.
  String newcomersSession() {
    return sessions.open(UserAccounts.FIRST, now());
  }

  static long now() {
    return InstantSource.system().millis();
  }

  @Override
  public void close() {
    site.close();
    server.stop().join();
    database.close();
  }

  public static void main(String[] args) throws Exception {
    SampleServer sample = new SampleServer(Files.createTempDirectory("hawser-console"));
    System.out.println(sample.uri() + " " + UserAccounts.FIRST + " " + sample.oneTimePassword);
    Thread.currentThread().join();
  }
}
