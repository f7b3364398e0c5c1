package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.users.ApiTokens;
import io.hawser.orchestrator.server.users.Role;
import io.hawser.orchestrator.server.users.UserAccounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Users and tokens, for administrators.
final class AccountApi {
  private final UserAccounts accounts;
  private final ApiTokens tokens;

  /// @param name of the user or of the token
  record AccountRequest(@Nullable String name, @Nullable String role) {}

  /// @param oneTimePassword to be changed at the first sign-in; shown this once
  record MadeUser(String name, Role role, String oneTimePassword) {}

  /// @param token shown this once
  record MadeToken(String id, String name, Role role, String token) {}

  AccountApi(UserAccounts accounts, ApiTokens tokens) {
    this.accounts = accounts;
    this.tokens = tokens;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/users", Access.ADMIN, request -> Json.answer(accounts.all())),
        Route.post("/api/v1/users", Access.ADMIN, this::createUser),
        Route.post("/api/v1/users/{user}/reset", Access.ADMIN, this::resetUser),
        Route.delete("/api/v1/users/{user}", Access.ADMIN, this::deleteUser),
        Route.get("/api/v1/tokens", Access.ADMIN, request -> Json.answer(tokens.all())),
        Route.post("/api/v1/tokens", Access.ADMIN, this::createToken),
        Route.delete("/api/v1/tokens/{token}", Access.ADMIN, this::deleteToken));
  }

  private HttpResponse createUser(Request request) {
    AccountRequest asked = request.json(AccountRequest.class);
    String name = needed("name", asked.name());
    Role role = Role.of(needed("role", asked.role()));
    String password = accounts.create(name, role, request.nowEpochMs());
    return Json.answer(HttpStatus.CREATED, new MadeUser(name, role, password));
  }

  private HttpResponse resetUser(Request request) {
    String name = request.part("user");
    String password = accounts.resetToOneTime(name);
    Role role =
        accounts.all().stream()
            .filter(user -> user.name().equals(name))
            .findFirst()
            .orElseThrow()
            .role();
    return Json.answer(new MadeUser(name, role, password));
  }

  private HttpResponse deleteUser(Request request) {
    accounts.delete(request.part("user"));
    return HttpResponse.of(HttpStatus.NO_CONTENT);
  }

  private HttpResponse createToken(Request request) {
    AccountRequest asked = request.json(AccountRequest.class);
    ApiTokens.Made made =
        tokens.create(
            needed("name", asked.name()),
            Role.of(needed("role", asked.role())),
            request.caller().actor(),
            request.nowEpochMs());
    return Json.answer(
        HttpStatus.CREATED,
        new MadeToken(made.token().id(), made.token().name(), made.token().role(), made.secret()));
  }

  private HttpResponse deleteToken(Request request) {
    tokens.delete(request.part("token"));
    return HttpResponse.of(HttpStatus.NO_CONTENT);
  }

  private static String needed(String name, @Nullable String value) {
    if (value == null) {
      throw RefusedException.invalid(name + ": none (expected: a value)");
    }
    return value;
  }
}
