package io.hawser.orchestrator.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import io.hawser.orchestrator.console.ClaimView;
import io.hawser.orchestrator.console.EdgeView;
import io.hawser.orchestrator.console.EventView;
import io.hawser.orchestrator.console.ExplanationView;
import io.hawser.orchestrator.console.LinkView;
import io.hawser.orchestrator.console.PathQuality;
import io.hawser.orchestrator.console.PathSample;
import io.hawser.orchestrator.console.PathView;
import io.hawser.orchestrator.console.QueueView;
import io.hawser.orchestrator.console.SiteView;
import io.hawser.orchestrator.console.VerdictView;
import io.hawser.orchestrator.console.WhatIfView;
import io.hawser.orchestrator.server.users.ApiToken;
import io.hawser.orchestrator.server.users.Role;
import io.hawser.orchestrator.server.users.Session;
import io.hawser.orchestrator.server.users.User;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Every route against every kind of caller, the route table against the server and the OpenAPI
/// document.
class RoutesTest {
  @TempDir static Path directory;

  private static SampleServer sample;
  private static WebClient client;

  @BeforeAll
  static void start() {
    sample = new SampleServer(directory);
    ClientFactory trusting = ClientFactory.builder().tlsNoVerify().build();
    client = WebClient.builder(sample.uri()).factory(trusting).build();
  }

  @AfterAll
  static void stop() {
    sample.close();
  }

  /// Who calls, and what he may at most.
  enum Who {
    NOBODY(Set.of(Access.ANYONE)),
    NEWCOMER(Set.of(Access.ANYONE, Access.SIGNED_IN)),
    VIEWER_IN_BROWSER(Set.of(Access.ANYONE, Access.SIGNED_IN, Access.VIEWER)),
    OPERATOR_IN_BROWSER(Set.of(Access.ANYONE, Access.SIGNED_IN, Access.VIEWER, Access.OPERATOR)),
    ADMIN_IN_BROWSER(Set.of(Access.values())),
    VIEWER_PROGRAM(Set.of(Access.ANYONE, Access.VIEWER)),
    OPERATOR_PROGRAM(Set.of(Access.ANYONE, Access.VIEWER, Access.OPERATOR)),
    ADMIN_PROGRAM(Set.of(Access.ANYONE, Access.VIEWER, Access.OPERATOR, Access.ADMIN)),
    THIS_MACHINE(Set.of(Access.ANYONE, Access.VIEWER, Access.OPERATOR, Access.ADMIN)),
    WRONG_TOKEN(Set.of(Access.ANYONE)),
    WRONG_COOKIE(Set.of(Access.ANYONE));

    private final Set<Access> may;

    Who(Set<Access> may) {
      this.may = may;
    }

    void introduce(RequestHeadersBuilder headers) {
      switch (this) {
        case NOBODY -> {}
        case NEWCOMER -> cookie(headers, sample.newcomersSession());
        case VIEWER_IN_BROWSER -> cookie(headers, sample.session(Role.VIEWER));
        case OPERATOR_IN_BROWSER -> cookie(headers, sample.session(Role.OPERATOR));
        case ADMIN_IN_BROWSER -> cookie(headers, sample.session(Role.ADMIN));
        case VIEWER_PROGRAM -> bearer(headers, token(Role.VIEWER));
        case OPERATOR_PROGRAM -> bearer(headers, token(Role.OPERATOR));
        case ADMIN_PROGRAM -> bearer(headers, token(Role.ADMIN));
        case THIS_MACHINE -> bearer(headers, SampleServer.LOCAL_TOKEN);
        case WRONG_TOKEN -> bearer(headers, "hwt1.wrong");
        case WRONG_COOKIE -> headers.add(HttpHeaderNames.COOKIE, Gate.COOKIE + "=wrong");
      }
    }

    private static String token(Role role) {
      return sample.tokens.create("of-the-tests", role, "user:test", 1).secret();
    }

    private static void bearer(RequestHeadersBuilder headers, String token) {
      headers.add(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
    }
  }

  private static void cookie(RequestHeadersBuilder headers, String token) {
    Session session = sample.sessions.find(token, SampleServer.now()).orElseThrow();
    headers.add(HttpHeaderNames.COOKIE, Gate.COOKIE + "=" + token);
    headers.add(Gate.CSRF_HEADER, session.csrf());
  }

  static Stream<Who> everyone() {
    return Stream.of(Who.values());
  }

  @ParameterizedTest
  @MethodSource("everyone")
  void everyRouteAdmitsWhomItDeclaresAndNobodyElse(Who who) {
    List<String> wrong = new ArrayList<>();
    RequestHeadersBuilder introduction = RequestHeaders.builder(HttpMethod.GET, "/");
    who.introduce(introduction);
    // Last what ends the session.
    List<Route> routes = new ArrayList<>(sample.site.routes());
    routes.sort(Comparator.comparing(route -> route.path().equals("/logout")));
    for (Route route : routes) {
      ResponseHeaders answer =
          headersOf(introduction.method(route.method()).path(example(route.path())).build());
      if (wasTurnedAway(route, answer) == who.may.contains(route.access())) {
        wrong.add(route.method() + " " + route.path() + " answered " + answer.status());
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean wasTurnedAway(Route route, ResponseHeaders answer) {
    String place = answer.get(HttpHeaderNames.LOCATION, "");
    boolean toTheDoor = place.startsWith("/login?") || place.equals("/password");
    boolean wrongPassword = route.path().equals("/login");
    return !wrongPassword
        && (answer.status().code() == 401 || answer.status().code() == 403 || toTheDoor);
  }

  @Test
  void aBrowserThatSendsNoTokenOfItsSessionChangesNothing() {
    int tried = 0;
    String session = sample.session(Role.ADMIN);
    for (Route route : sample.site.routes()) {
      if (route.changesAnything() && route.access() != Access.ANYONE) {
        RequestHeaders headers =
            RequestHeaders.builder(route.method(), example(route.path()))
                .add(HttpHeaderNames.COOKIE, Gate.COOKIE + "=" + session)
                .build();
        assertThat(headersOf(headers).status().code()).as(route.toString()).isEqualTo(403);
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(10);
  }

  @Test
  void aForeignPageChangesNothingAndSignsNobodyIn() {
    for (String path : List.of("/login", "/logout", "/api/v1/claims")) {
      RequestHeadersBuilder headers =
          RequestHeaders.builder(HttpMethod.POST, path)
              .add(HttpHeaderNames.ORIGIN, "https://evil.example");
      cookie(headers, sample.session(Role.ADMIN));
      assertThat(headersOf(headers.build()).status().code()).as(path).isEqualTo(403);
    }
  }

  @Test
  void anOperatorCannotPutOutAnEdgeByRejectingIt() {
    String session = sample.session(Role.OPERATOR);
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.POST, "/approvals/" + SampleNetwork.id("hq"))
            .add(HttpHeaderNames.CONTENT_TYPE, "application/x-www-form-urlencoded");
    cookie(headers, session);
    assertThat(
            client.execute(headers.build(), "decision=reject").aggregate().join().status().code())
        .isEqualTo(409);
    assertThat(sample.network.told).noneMatch(told -> told.startsWith("revoke"));
  }

  @Test
  void whatAStrangerSendsIsSmallOrNotRead() {
    String form = "name=admin&password=" + "x".repeat(9_000);
    assertThat(client.post("/login", form).aggregate().join().status().code()).isEqualTo(413);
    HttpRequestWriter endless = HttpRequest.streaming(HttpMethod.PUT, "/api/v1/company");
    endless.write(HttpData.ofUtf8("sites: []"));
    assertThat(client.execute(endless).aggregate().join().status().code()).isEqualTo(401);
    endless.abort();
  }

  @Test
  void theServerListensToDeclaredRoutesOnly() {
    Set<String> declared = new TreeSet<>();
    sample.site.routes().forEach(route -> declared.add(route.method() + " " + route.path()));
    Set<String> listening = new TreeSet<>();
    sample
        .server()
        .serviceConfigs()
        .forEach(
            config ->
                config
                    .route()
                    .methods()
                    .forEach(
                        method ->
                            listening.add(method + " " + pattern(config.route().patternString()))));

    assertThat(listening).isEqualTo(declared);
    assertThat(declared).hasSameSizeAs(sample.site.routes());
  }

  /// Armeria names parameters `:edge` where it was given `{edge}`.
  private static String pattern(String armerias) {
    return armerias.replaceAll(":([A-Za-z]+)", "{$1}");
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() {
    for (Route route : sample.site.routes()) {
      ResponseHeaders answer = headersOf(RequestHeaders.of(route.method(), example(route.path())));
      assertThat(answer.get("content-security-policy"))
          .as(route.toString())
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.get("x-frame-options")).isEqualTo("DENY");
      assertThat(answer.get("x-content-type-options")).isEqualTo("nosniff");
      assertThat(answer.get("strict-transport-security")).as("for a bare address").isNull();
      assertThat(answer.get("cache-control")).isNotNull();
    }
  }

  @Test
  void theOpenApiDocumentHasEveryApiRouteWithItsAccessAndNoOther() throws Exception {
    Map<String, String> declared = new TreeMap<>();
    sample.site.routes().stream()
        .filter(Route::isApi)
        .forEach(route -> declared.put(route.method() + " " + route.path(), route.access().word()));
    Map<String, String> documented = new TreeMap<>();
    JsonNode paths = openApi().get("paths");
    paths
        .propertyNames()
        .forEach(
            path ->
                paths
                    .get(path)
                    .properties()
                    .forEach(
                        operation -> {
                          if (!operation.getKey().equals("parameters")) {
                            documented.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path,
                                operation.getValue().get("x-access").asString());
                          }
                        }));

    assertThat(documented).isEqualTo(declared);
  }

  @Test
  void theOpenApiDocumentNamesTheFieldsThatAreSent() throws Exception {
    Map<String, Class<?>> records =
        Map.ofEntries(
            Map.entry("Claim", ClaimView.class),
            Map.entry("Edge", EdgeView.class),
            Map.entry("Link", LinkView.class),
            Map.entry("Site", SiteView.class),
            Map.entry("Path", PathView.class),
            Map.entry("PathQuality", PathQuality.class),
            Map.entry("PathMinute", PathQuality.Minute.class),
            Map.entry("PathOneWay", PathQuality.OneWay.class),
            Map.entry("PathSample", PathSample.class),
            Map.entry("Verdict", VerdictView.class),
            Map.entry("Queue", QueueView.class),
            Map.entry("WhatIfQuestion", WhatIfRoutes.Question.class),
            Map.entry("WhatIf", WhatIfView.class),
            Map.entry("WhatIfMove", WhatIfView.Move.class),
            Map.entry("WhatIfWay", WhatIfView.Way.class),
            Map.entry("ExplainQuestion", ExplainRoutes.Question.class),
            Map.entry("Explanation", ExplanationView.class),
            Map.entry("ExplanationAlternative", ExplanationView.Alternative.class),
            Map.entry("ExplanationMove", ExplanationView.Move.class),
            Map.entry("Event", EventView.class),
            Map.entry("MovedPath", EventView.MovedPath.class),
            Map.entry("Problem", Problem.class),
            Map.entry("Status", PathApi.Status.class),
            Map.entry("ClaimRequest", EdgeApi.ClaimRequest.class),
            Map.entry("MadeClaim", Network.MadeClaim.class),
            Map.entry("Approval", EdgeApi.Approval.class),
            Map.entry("Revisions", EdgeApi.Revisions.class),
            Map.entry("User", User.class),
            Map.entry("MadeUser", AccountApi.MadeUser.class),
            Map.entry("Token", ApiToken.class),
            Map.entry("MadeToken", AccountApi.MadeToken.class));
    JsonNode schemas = openApi().get("components").get("schemas");
    for (Map.Entry<String, Class<?>> entry : records.entrySet()) {
      List<String> sent =
          Arrays.stream(entry.getValue().getRecordComponents())
              .map(RecordComponent::getName)
              .toList();
      assertThat(schemas.get(entry.getKey()).get("properties").propertyNames())
          .as(entry.getKey())
          .containsExactlyElementsOf(sent);
    }
  }

  @Test
  void whatIsSentIsWhatTheDocumentNames() throws Exception {
    JsonNode schemas = openApi().get("components").get("schemas");
    Map<String, String> lists =
        Map.of(
            "/api/v1/edges", "Edge",
            "/api/v1/edges/hq/verdicts", "Verdict",
            "/api/v1/edges/hq/queues", "Queue",
            "/api/v1/sites", "Site",
            "/api/v1/paths", "Path",
            "/api/v1/events", "Event",
            "/api/v1/claims", "Claim",
            "/api/v1/users", "User");
    for (Map.Entry<String, String> list : lists.entrySet()) {
      JsonNode first = new YAMLMapper().readTree(get(list.getKey()).contentUtf8()).get(0);
      assertThat(first.propertyNames())
          .as(list.getKey())
          .containsExactlyInAnyOrderElementsOf(
              schemas.get(list.getValue()).get("properties").propertyNames());
    }
  }

  @Test
  void aFlowThatCannotBeExplainedIsAProblemWithItsReason() {
    String flow = "{\"flow\":\"%s\"}";
    AggregatedHttpResponse known = post("hq", flow.formatted(SampleNetwork.CALL));
    assertThat(known.status().code()).isEqualTo(200);
    assertThat(known.contentUtf8()).contains("\"trafficClass\":\"voice\"");
    assertThat(post("hq", flow.formatted("nothing")).status().code()).isEqualTo(404);
    AggregatedHttpResponse several = post("hq", flow.formatted("hq"));
    assertThat(several.status().code()).isEqualTo(409);
    assertThat(several.contentUtf8())
        .contains("fits 2 flows (expected: one of them): " + SampleNetwork.CALL);
    assertThat(post("nobody", flow.formatted("hq")).status().code()).isEqualTo(404);
    assertThat(post("hq", "{\"flows\":1}").status().code()).isEqualTo(400);
  }

  private static AggregatedHttpResponse post(String edge, String body) {
    return client
        .execute(
            RequestHeaders.builder(HttpMethod.POST, "/api/v1/edges/" + edge + "/explain")
                .add(HttpHeaderNames.AUTHORIZATION, "Bearer " + SampleServer.LOCAL_TOKEN)
                .add(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .build(),
            body)
        .aggregate()
        .join();
  }

  private static AggregatedHttpResponse get(String path) {
    return client
        .execute(
            RequestHeaders.builder(HttpMethod.GET, path)
                .add(HttpHeaderNames.AUTHORIZATION, "Bearer " + SampleServer.LOCAL_TOKEN)
                .build())
        .aggregate()
        .join();
  }

  private static JsonNode openApi() throws Exception {
    try (InputStream in = WebSite.class.getResourceAsStream("openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    }
  }

  /// The headers alone: the live feed never ends.
  private static ResponseHeaders headersOf(RequestHeaders request) {
    var response = client.execute(request).split();
    ResponseHeaders headers = response.headers().join();
    response.body().abort();
    return headers;
  }

  private static String example(String path) {
    return path.replace("{edge}", "nobody")
        .replace("{site}", "nowhere")
        .replace("{file}", "nothing.css")
        .replace("{user}", "no-one")
        .replace("{token}", "none");
  }
}
