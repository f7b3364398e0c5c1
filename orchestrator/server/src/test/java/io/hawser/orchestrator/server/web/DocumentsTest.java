package io.hawser.orchestrator.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import io.hawser.orchestrator.server.users.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API as a program meets it.
class DocumentsTest {
  @TempDir Path directory;

  private SampleServer sample;
  private WebClient client;

  @BeforeEach
  void start() {
    sample = new SampleServer(directory);
    ClientFactory trusting = ClientFactory.builder().tlsNoVerify().build();
    client = WebClient.builder(sample.uri()).factory(trusting).build();
  }

  @AfterEach
  void stop() {
    sample.close();
  }

  @Test
  void aGoodPolicyIsPutInForce() {
    AggregatedHttpResponse answer = call(HttpMethod.PUT, "/api/v1/policy", "version: 1\n");

    assertThat(answer.status()).isEqualTo(HttpStatus.OK);
    assertThat(json(answer).get("revision").asLong()).isEqualTo(13);
    assertThat(call(HttpMethod.GET, "/api/v1/policy", "").contentUtf8()).isEqualTo("version: 1\n");
    assertThat(sample.network.told).containsExactly("policy by token:local");
  }

  @Test
  void aBadDocumentIsAProblemWithFileAndLineAndChangesNothing() {
    String before = call(HttpMethod.GET, "/api/v1/policy", "").contentUtf8();

    AggregatedHttpResponse answer =
        client
            .execute(
                authorized(HttpMethod.PUT, "/api/v1/policy")
                    .add("x-file-name", "shops.yaml")
                    .build(),
                "version: 1\nmode: bad\n")
            .aggregate()
            .join();

    assertThat(answer.status()).isEqualTo(HttpStatus.UNPROCESSABLE_ENTITY);
    assertThat(answer.contentType().toString()).startsWith("application/problem+json");
    JsonNode problem = json(answer);
    assertThat(problem.get("detail").asString())
        .isEqualTo("shops.yaml:2: mode: bad (expected: single, balance, deny)");
    assertThat(problem.get("error")).isEqualTo(problem.get("detail"));
    assertThat(problem.get("status").asInt()).isEqualTo(422);
    assertThat(call(HttpMethod.GET, "/api/v1/policy", "").contentUtf8()).isEqualTo(before);
    assertThat(sample.network.told).isEmpty();
  }

  @Test
  void aDocumentMadeOfAnOlderRevisionIsRefused() {
    String tag = call(HttpMethod.GET, "/api/v1/policy", "").headers().get(HttpHeaderNames.ETAG);
    assertThat(putPolicy(tag, "version: 1\n").status()).isEqualTo(HttpStatus.OK);
    AggregatedHttpResponse late = putPolicy(tag, "version: 2\n");
    assertThat(late.status()).isEqualTo(HttpStatus.PRECONDITION_FAILED);
    assertThat(json(late).get("detail").asString()).contains("changed after revision 12");
    assertThat(call(HttpMethod.GET, "/api/v1/policy", "").contentUtf8()).isEqualTo("version: 1\n");
    assertThat(putPolicy("yesterday", "").status()).isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(putPolicy("*", "version: 3\n").status()).isEqualTo(HttpStatus.OK);
  }

  private AggregatedHttpResponse putPolicy(String match, String body) {
    return client
        .execute(
            authorized(HttpMethod.PUT, "/api/v1/policy")
                .add(HttpHeaderNames.IF_MATCH, match)
                .build(),
            body)
        .aggregate()
        .join();
  }

  @Test
  void aStalePageOfTheConsoleTakesNothingAwayAndKeepsItsText() {
    String session = sample.session(Role.ADMIN);
    String csrf = sample.sessions.find(session, SampleServer.now()).orElseThrow().csrf();
    assertThat(page(session).contentUtf8())
        .contains("<input type=\"hidden\" name=\"revision\" value=\"12\">");
    call(HttpMethod.PUT, "/api/v1/policy", "version: 1\n");
    RequestHeaders headers =
        RequestHeaders.builder(HttpMethod.POST, "/policy")
            .add(HttpHeaderNames.COOKIE, Gate.COOKIE + "=" + session)
            .add(HttpHeaderNames.CONTENT_TYPE, "application/x-www-form-urlencoded")
            .build();
    AggregatedHttpResponse late =
        client
            .execute(headers, "do=apply&revision=12&yaml=version:+7&csrf=" + csrf)
            .aggregate()
            .join();
    assertThat(late.status()).isEqualTo(HttpStatus.PRECONDITION_FAILED);
    assertThat(late.contentUtf8())
        .contains("changed after revision 12", "version: 7", "name=\"revision\" value=\"12\"");
    assertThat(sample.network.policy().yaml()).isEqualTo("version: 1\n");
  }

  private AggregatedHttpResponse page(String session) {
    return client
        .execute(
            RequestHeaders.builder(HttpMethod.GET, "/policy")
                .add(HttpHeaderNames.COOKIE, Gate.COOKIE + "=" + session)
                .build())
        .aggregate()
        .join();
  }

  @Test
  void aCheckChangesNothing() {
    assertThat(call(HttpMethod.POST, "/api/v1/policy/check", "version: 1\n").contentUtf8())
        .isEqualTo("{\"ok\":true}");
    assertThat(call(HttpMethod.POST, "/api/v1/company/check", "a: bad\n").status())
        .isEqualTo(HttpStatus.UNPROCESSABLE_ENTITY);
    assertThat(sample.network.told).isEmpty();
  }

  @Test
  void anUnknownFieldIsRefusedWithTheKnownOnes() {
    AggregatedHttpResponse answer = call(HttpMethod.POST, "/api/v1/claims", "{\"sight\":\"hq\"}");

    assertThat(answer.status()).isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(json(answer).get("detail").asString())
        .isEqualTo("sight: unknown (expected: approved, expiresMs, name, site)");
  }

  @Test
  void whatIsNoJsonIsRefused() {
    for (String body :
        new String[] {"{", "[]", "null", "{} {}", "{\"approved\":\"perhaps\"}", "\u0000"}) {
      AggregatedHttpResponse answer = call(HttpMethod.POST, "/api/v1/claims", body);
      assertThat(answer.status()).as(body).isEqualTo(HttpStatus.BAD_REQUEST);
      assertThat(json(answer).get("detail").asString()).contains("(expected: ");
    }
    assertThat(sample.network.told).isEmpty();
  }

  @Test
  void aClaimIsMadeWithItsTokenAndRefusedOutsideItsLimits() {
    AggregatedHttpResponse made =
        call(HttpMethod.POST, "/api/v1/claims", "{\"site\":\"branch-3\",\"expiresMs\":3600000}");

    assertThat(made.status()).isEqualTo(HttpStatus.CREATED);
    assertThat(json(made).get("token").asString()).startsWith("hwc1.");
    assertThat(call(HttpMethod.POST, "/api/v1/claims", "{\"expiresMs\":0}").status())
        .isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(call(HttpMethod.POST, "/api/v1/claims", "{\"site\":\"nowhere\"}").status())
        .isEqualTo(HttpStatus.NOT_FOUND);
  }

  @Test
  void anEdgeIsApprovedByIdAndOnlyOnce() {
    String path = "/api/v1/edges/" + SampleNetwork.PENDING;

    AggregatedHttpResponse approved =
        call(HttpMethod.POST, path + "/approve", "{\"site\":\"branch-3\"}");

    assertThat(json(approved).get("state").asString()).isEqualTo("approved");
    assertThat(call(HttpMethod.POST, path + "/approve", "{\"site\":\"branch-3\"}").status())
        .isEqualTo(HttpStatus.CONFLICT);
    assertThat(call(HttpMethod.POST, path + "/reject", "").status()).isEqualTo(HttpStatus.CONFLICT);
    assertThat(sample.network.told).containsExactly("approve branch-3 by token:local");
  }

  @Test
  void aPendingEdgeIsRejected() {
    AggregatedHttpResponse answer =
        call(HttpMethod.POST, "/api/v1/edges/" + SampleNetwork.PENDING + "/reject", "");

    assertThat(json(answer).get("state").asString()).isEqualTo("revoked");
    assertThat(call(HttpMethod.GET, "/api/v1/edges/" + SampleNetwork.PENDING, "").status())
        .isEqualTo(HttpStatus.NOT_FOUND);
  }

  @Test
  void aLimitOutsideItsBoundsIsRefused() {
    for (String limit : new String[] {"0", "1001", "-1", "ten", "99999999999"}) {
      assertThat(call(HttpMethod.GET, "/api/v1/events?limit=" + limit, "").status())
          .as(limit)
          .isEqualTo(HttpStatus.BAD_REQUEST);
    }
    assertThat(json(call(HttpMethod.GET, "/api/v1/events?limit=1&kind=path-state", ""))).hasSize(1);
  }

  @Test
  void aUserAndATokenAreMadeListedAndTakenAway() {
    JsonNode user =
        json(call(HttpMethod.POST, "/api/v1/users", "{\"name\":\"ann\",\"role\":\"viewer\"}"));
    JsonNode token =
        json(call(HttpMethod.POST, "/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"viewer\"}"));

    assertThat(user.get("oneTimePassword").asString()).isNotEmpty();
    assertThat(call(HttpMethod.GET, "/api/v1/tokens", "").contentUtf8())
        .contains("\"name\":\"ci\"")
        .doesNotContain(token.get("token").asString());
    assertThat(call(HttpMethod.DELETE, "/api/v1/tokens/" + token.get("id").asString(), "").status())
        .isEqualTo(HttpStatus.NO_CONTENT);
    assertThat(call(HttpMethod.DELETE, "/api/v1/users/ann", "").status())
        .isEqualTo(HttpStatus.NO_CONTENT);
    assertThat(
            call(HttpMethod.POST, "/api/v1/users", "{\"name\":\"bob\",\"role\":\"god\"}").status())
        .isEqualTo(HttpStatus.BAD_REQUEST);
  }

  @Test
  void assetsAreKeptForEverAndUnknownOnesAreMissing() {
    AggregatedHttpResponse page = client.get("/login").aggregate().join();
    String asset =
        page.contentUtf8().replaceAll("(?s).*href=\"(/assets/console\\.[^\"]*css)\".*", "$1");

    AggregatedHttpResponse answer = client.get(asset).aggregate().join();

    assertThat(answer.headers().get("cache-control")).contains("immutable");
    assertThat(answer.headers().get("content-type")).startsWith("text/css");
    assertThat(client.get("/assets/console.css").aggregate().join().status())
        .isEqualTo(HttpStatus.NOT_FOUND);
  }

  private AggregatedHttpResponse call(HttpMethod method, String path, String body) {
    return client.execute(authorized(method, path).build(), body).aggregate().join();
  }

  private static RequestHeadersBuilder authorized(HttpMethod method, String path) {
    return RequestHeaders.builder(method, path)
        .add(HttpHeaderNames.AUTHORIZATION, "Bearer " + SampleServer.LOCAL_TOKEN);
  }

  private static JsonNode json(AggregatedHttpResponse answer) {
    return new JsonMapper().readTree(answer.contentUtf8());
  }
}
