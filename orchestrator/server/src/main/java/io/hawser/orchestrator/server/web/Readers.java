package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.hawser.orchestrator.console.Language;
import io.hawser.orchestrator.console.Page;
import io.hawser.orchestrator.console.Pages;
import io.hawser.orchestrator.console.Visitor;
import io.hawser.orchestrator.server.users.Role;
import io.hawser.orchestrator.server.users.Session;
import java.time.Duration;
import java.util.List;

/// What a page must know of its reader, and the two things that a reader can choose without an
/// account: language and theme, both kept in cookies.
final class Readers {
  private static final String LANGUAGE_COOKIE = "hawser-language";
  private static final String THEME_COOKIE = "hawser-theme";
  private static final List<String> THEMES = List.of("light", "dark", "auto");
  private static final Duration CHOICE_LIFETIME = Duration.ofDays(365);

  private final Network network;

  Readers(Network network) {
    this.network = network;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/language", Access.ANYONE, Readers::chooseLanguage),
        Route.get("/theme", Access.ANYONE, Readers::chooseTheme));
  }

  /// The page for whoever asks; without navigation for someone who may not use it yet.
  Page page(Request request) {
    Session session = request.caller().session();
    boolean atWork = session != null && !session.user().mustChange();
    return new Page(
        language(request),
        theme(request),
        request.context().path(),
        session != null && atWork ? visitor(session) : null,
        session == null ? "" : session.csrf(),
        atWork ? network.view().pending().size() : 0,
        request.nowEpochMs());
  }

  private static Visitor visitor(Session session) {
    Role role = session.user().role();
    return new Visitor(
        session.user().name(),
        "role." + role.word(),
        role.includes(Role.OPERATOR),
        role.includes(Role.ADMIN));
  }

  static HttpResponse html(String html) {
    return HttpResponse.of(HttpStatus.OK, MediaType.HTML_UTF_8, html);
  }

  /// A page of a known fault in the reader's words, of another one in the fault's own.
  HttpResponse fault(Request request, HttpStatus status, String detail) {
    Page page = page(request);
    String text =
        switch (status.code()) {
          case 403, 404 -> page.t("fault." + status.code());
          default -> detail;
        };
    return HttpResponse.of(status, MediaType.HTML_UTF_8, Pages.fault(page, status.code(), text));
  }

  private static Language language(Request request) {
    return Language.ofTag(request.cookie(LANGUAGE_COOKIE))
        .orElseGet(() -> Language.preferred(request.acceptLanguage()));
  }

  private static String theme(Request request) {
    String theme = request.cookie(THEME_COOKIE);
    return THEMES.contains(theme) ? theme : "auto";
  }

  private static HttpResponse chooseLanguage(Request request) {
    String tag = Language.ofTag(request.query("to")).orElse(Language.EN).tag();
    return chosen(request, LANGUAGE_COOKIE, tag);
  }

  private static HttpResponse chooseTheme(Request request) {
    String theme = request.query("to");
    return chosen(request, THEME_COOKIE, THEMES.contains(theme) ? theme : "auto");
  }

  private static HttpResponse chosen(Request request, String cookieName, String value) {
    Cookie cookie =
        Cookie.secureBuilder(cookieName, value)
            .path("/")
            .sameSite("Lax")
            .maxAge(CHOICE_LIFETIME.toSeconds())
            .build();
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.SEE_OTHER)
            .set(HttpHeaderNames.LOCATION, cameFrom(request))
            .cookie(cookie)
            .build());
  }

  /// The path of the page that was left, if it is one of ours.
  private static String cameFrom(Request request) {
    String referer = request.header(HttpHeaderNames.REFERER);
    String own = "https://" + request.http().authority();
    return referer.startsWith(own + "/") ? local(referer.substring(own.length())) : "/";
  }

  /// `path` if it leads to a place on this host, else the first page.
  static String local(String path) {
    boolean ours =
        path.startsWith("/")
            && !path.startsWith("//")
            && path.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\');
    return ours ? path : "/";
  }
}
