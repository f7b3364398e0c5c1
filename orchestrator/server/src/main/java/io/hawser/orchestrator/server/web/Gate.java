package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.users.ApiTokens;
import io.hawser.orchestrator.server.users.Role;
import io.hawser.orchestrator.server.users.Session;
import io.hawser.orchestrator.server.users.Sessions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands before every route: finds out who calls, reads what those send whom the route admits, and
/// turns exceptions into answers.
final class Gate {
  /// `__Host-`: only over TLS, only for this host, only for its root (RFC 6265bis, section
  /// 4.1.3.2).
  static final String COOKIE = "__Host-hawser";

  static final String CSRF_HEADER = "x-csrf-token";
  private static final String BEARER = "Bearer ";
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  private final Sessions sessions;
  private final ApiTokens tokens;
  private final Predicate<String> localToken;
  private final SecurityHeaders headers;
  private final FaultPages faultPages;
  private final InstantSource clock;

  /// @param localToken whether a bearer token is the one of this machine's administrator
  Gate(
      Sessions sessions,
      ApiTokens tokens,
      Predicate<String> localToken,
      SecurityHeaders headers,
      FaultPages faultPages,
      InstantSource clock) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.localToken = localToken;
    this.headers = headers;
    this.faultPages = faultPages;
    this.clock = clock;
  }

  HttpService guard(Route route) {
    return (context, request) -> {
      Executor executor = context.blockingTaskExecutor();
      return HttpResponse.of(
              CompletableFuture.supplyAsync(() -> introduced(context, request), executor)
                  .thenCompose(caller -> heard(route, caller, request))
                  .thenApplyAsync(known -> answer(route, known), executor))
          .mapHeaders(headers::on);
    };
  }

  /// The request without its body, and who sent it.
  private Request introduced(ServiceRequestContext context, HttpRequest request) {
    AggregatedHttpRequest head = AggregatedHttpRequest.of(request.headers());
    Request stranger = new Request(context, head, Caller.NOBODY, clock.millis());
    return stranger.by(caller(stranger));
  }

  /// The body is read of callers only whom the route admits.
  private static CompletableFuture<Request> heard(Route route, Request head, HttpRequest request) {
    return route.access().admits(head.caller())
        ? request.aggregate().thenApply(head::with)
        : CompletableFuture.completedFuture(head);
  }

  private HttpResponse answer(Route route, Request request) {
    try {
      return admit(route, request);
    } catch (DocumentRefused e) {
      return refuse(route, request, HttpStatus.UNPROCESSABLE_ENTITY, message(e));
    } catch (RefusedException e) {
      return refuse(route, request, Problem.status(e.kind()), message(e));
    } catch (NoAnswer e) {
      return refuse(route, request, HttpStatus.GATEWAY_TIMEOUT, message(e));
    } catch (RuntimeException e) {
      LOG.error("event=request-failed method={} route={}", route.method(), route.path(), e);
      return refuse(
          route,
          request,
          HttpStatus.INTERNAL_SERVER_ERROR,
          "request: failed here (expected: an answer; the orchestrator's log says more)");
    }
  }

  private HttpResponse admit(Route route, Request request) {
    if (!route.access().admits(request.caller())) {
      return turnAway(route, request);
    }
    if (route.changesAnything() && !isOwnPage(request)) {
      return refuse(
          route,
          request,
          HttpStatus.FORBIDDEN,
          "csrf: missing or wrong (expected: the token of this session's pages, sent from them)");
    }
    return route.handler().answer(request);
  }

  private HttpResponse turnAway(Route route, Request request) {
    Caller caller = request.caller();
    boolean fetchedPart = !request.header("hx-request").isEmpty();
    if (caller.role() == null && (route.isApi() || fetchedPart)) {
      return refuse(
          route,
          request,
          HttpStatus.UNAUTHORIZED,
          "authorization: none that is valid (expected: 'Authorization: Bearer' with a token, or a session)");
    }
    if (caller.role() == null) {
      return redirect("/login?next=" + URLEncoder.encode(target(request), StandardCharsets.UTF_8));
    }
    if (caller.mustChangePassword() && !route.isApi()) {
      return redirect("/password");
    }
    String need =
        caller.mustChangePassword()
            ? "a password of your own first"
            : route.access().word() + " or more";
    return refuse(
        route,
        request,
        HttpStatus.FORBIDDEN,
        "role: " + caller.role().word() + " (expected: " + need + ")");
  }

  /// Only a page can be come back to.
  private static String target(Request request) {
    return request.http().method() == HttpMethod.GET ? request.http().path() : "/";
  }

  /// Whether a change comes from a page of ours: no foreign origin, and of a session its token.
  private static boolean isOwnPage(Request request) {
    String origin = request.header(HttpHeaderNames.ORIGIN);
    String host = String.valueOf(request.http().authority());
    if (!origin.isEmpty() && !origin.equals("https://" + host)) {
      return false;
    }
    Session session = request.caller().session();
    if (session == null) {
      return true;
    }
    String sent = request.header(CSRF_HEADER);
    if (sent.isEmpty() && isForm(request)) {
      sent = QueryParams.fromQueryString(request.text()).get("csrf", "");
    }
    return MessageDigest.isEqual(
        sent.getBytes(StandardCharsets.UTF_8), session.csrf().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isForm(Request request) {
    return request
        .header(HttpHeaderNames.CONTENT_TYPE)
        .startsWith("application/x-www-form-urlencoded");
  }

  private Caller caller(Request request) {
    String authorization = request.header(HttpHeaderNames.AUTHORIZATION);
    if (!authorization.isEmpty()) {
      return authorization.startsWith(BEARER)
          ? program(authorization.substring(BEARER.length()).strip())
          : Caller.NOBODY;
    }
    String cookie = request.cookie(COOKIE);
    if (cookie.isEmpty()) {
      return Caller.NOBODY;
    }
    Optional<Session> session = sessions.find(cookie, request.nowEpochMs());
    return session.map(Caller::of).orElse(Caller.NOBODY);
  }

  private Caller program(String secret) {
    if (localToken.test(secret)) {
      return Caller.program("local", Role.ADMIN);
    }
    return tokens
        .find(secret)
        .map(token -> Caller.program(token.name(), token.role()))
        .orElse(Caller.NOBODY);
  }

  private HttpResponse refuse(Route route, Request request, HttpStatus status, String detail) {
    return route.isApi()
        ? Problem.of(status, detail).answer()
        : faultPages.answer(request, status, detail);
  }

  private static HttpResponse redirect(String path) {
    return HttpResponse.ofRedirect(HttpStatus.SEE_OTHER, path);
  }

  private static String message(RuntimeException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /// Shows a person what went wrong.
  @FunctionalInterface
  interface FaultPages {
    HttpResponse answer(Request request, HttpStatus status, String detail);
  }
}
