package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.CookieBuilder;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.hawser.orchestrator.console.Pages;
import io.hawser.orchestrator.server.users.PasswordChange;
import io.hawser.orchestrator.server.users.Session;
import io.hawser.orchestrator.server.users.Sessions;
import io.hawser.orchestrator.server.users.SignIn;
import io.hawser.orchestrator.server.users.UserAccounts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signing in and out, and changing one's password.
final class SignInPages {
  private static final Logger LOG = LoggerFactory.getLogger(SignInPages.class);

  private final UserAccounts accounts;
  private final Sessions sessions;
  private final Readers readers;

  SignInPages(UserAccounts accounts, Sessions sessions, Readers readers) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.readers = readers;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/login", Access.ANYONE, this::loginPage),
        Route.post("/login", Access.ANYONE, this::signIn),
        Route.post("/logout", Access.SIGNED_IN, this::signOut),
        Route.get(
            "/password", Access.SIGNED_IN, request -> passwordPage(request, HttpStatus.OK, null)),
        Route.post("/password", Access.SIGNED_IN, this::changePassword));
  }

  private HttpResponse loginPage(Request request) {
    if (request.caller().session() != null) {
      return HttpResponse.of(to("/").build());
    }
    return Readers.html(
        Pages.login(readers.page(request), null, Readers.local(request.query("next"))));
  }

  private HttpResponse signIn(Request request) {
    String name = request.form().get("name", "").strip();
    String password = request.form().get("password", "");
    String next = Readers.local(request.form().get("next", "/"));
    return switch (accounts.signIn(name, password, request.remoteNetwork(), request.nowEpochMs())) {
      case SignIn.Granted granted -> {
        LOG.info("event=signed-in user={}", granted.user().name());
        String place = granted.user().mustChange() ? "/password" : next;
        yield HttpResponse.of(to(place).cookie(sessionCookie(granted.token())).build());
      }
      case SignIn.Wrong() -> {
        LOG.warn("event=sign-in-refused");
        yield refused(request, HttpStatus.UNAUTHORIZED, "login.fault.bad", next);
      }
      case SignIn.Busy() ->
          refused(request, HttpStatus.SERVICE_UNAVAILABLE, "login.fault.busy", next);
      case SignIn.Limited() ->
          refused(request, HttpStatus.TOO_MANY_REQUESTS, "login.fault.limited", next);
    };
  }

  private HttpResponse refused(Request request, HttpStatus status, String faultKey, String next) {
    String html = Pages.login(readers.page(request), faultKey, next);
    return HttpResponse.of(status, MediaType.HTML_UTF_8, html);
  }

  private HttpResponse signOut(Request request) {
    sessions.close(session(request));
    Cookie gone = cookie("").maxAge(0).build();
    return HttpResponse.of(to("/login").cookie(gone).build());
  }

  private HttpResponse passwordPage(Request request, HttpStatus status, @Nullable String faultKey) {
    boolean forced = session(request).user().mustChange();
    String html = Pages.password(readers.page(request), faultKey, forced);
    return HttpResponse.of(status, MediaType.HTML_UTF_8, html);
  }

  private HttpResponse changePassword(Request request) {
    String present = request.form().get("current", "");
    String chosen = request.form().get("new", "");
    if (!chosen.equals(request.form().get("again", ""))) {
      return passwordPage(request, HttpStatus.UNPROCESSABLE_ENTITY, "password.fault.again");
    }
    PasswordChange change =
        accounts.changePassword(session(request), present, chosen, request.nowEpochMs());
    return switch (change) {
      case DONE -> {
        LOG.info("event=password-changed user={}", session(request).user().name());
        yield HttpResponse.of(to("/").build());
      }
      case WRONG -> passwordPage(request, HttpStatus.UNPROCESSABLE_ENTITY, "password.fault.wrong");
      case SAME -> passwordPage(request, HttpStatus.UNPROCESSABLE_ENTITY, "password.fault.same");
      case LENGTH -> passwordPage(request, HttpStatus.UNPROCESSABLE_ENTITY, "password.fault.short");
      case BUSY -> passwordPage(request, HttpStatus.SERVICE_UNAVAILABLE, "login.fault.busy");
      case LIMITED -> passwordPage(request, HttpStatus.TOO_MANY_REQUESTS, "login.fault.limited");
    };
  }

  private static Session session(Request request) {
    Session session = request.caller().session();
    if (session == null) {
      throw new IllegalStateException("session: none (expected: one, the route asks for it)");
    }
    return session;
  }

  private static Cookie sessionCookie(String token) {
    return cookie(token).maxAge(Duration.ofMillis(Sessions.LIFETIME_MS).toSeconds()).build();
  }

  private static CookieBuilder cookie(String value) {
    return Cookie.secureBuilder(Gate.COOKIE, value).path("/").sameSite("Strict");
  }

  private static ResponseHeadersBuilder to(String path) {
    return ResponseHeaders.builder(HttpStatus.SEE_OTHER).set(HttpHeaderNames.LOCATION, path);
  }
}
