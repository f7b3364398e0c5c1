package io.hawser.edge.agent.enrol;

import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.store.Pem;
import io.hawser.edge.agent.store.RevisionKey;
import io.hawser.edge.agent.uplink.OrchestratorTls;
import io.hawser.edge.agent.uplink.OrchestratorTrust;
import io.hawser.edge.agent.uplink.Uplink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One claim on one orchestrator; each [#attempt] asks once.
public final class Enrolment {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final long DEFAULT_RETRY_SECONDS = 5;
  private static final long MOST_RETRY_SECONDS = 300;

  private final URI orchestrator;
  private final ClaimToken claim;
  private final KeyPair tlsKey;
  private final DeviceFacts facts;
  private final Clock clock;

  public Enrolment(
      URI orchestrator, ClaimToken claim, KeyPair tlsKey, DeviceFacts facts, Clock clock) {
    this.orchestrator = orchestrator;
    this.claim = claim;
    this.tlsKey = tlsKey;
    this.facts = facts;
    this.clock = clock;
  }

  /// Asks the orchestrator over that uplink; waits for the network, at most some 30 seconds.
  public EnrolmentState attempt(Uplink uplink) throws InterruptedException {
    try {
      return enrol(uplink, pinnedAuthority(uplink));
    } catch (Refusal e) {
      return new EnrolmentState.Refused(e.getMessage());
    } catch (IOException e) {
      String problem = "%s via %s: %s".formatted(orchestrator, uplink.link(), EstClient.reason(e));
      return EstClient.isDistrust(e)
          ? new EnrolmentState.Refused(problem)
          : new EnrolmentState.Unreached(problem);
    }
  }

  private X509Certificate pinnedAuthority(Uplink uplink)
      throws IOException, InterruptedException, Refusal {
    try (var est = new EstClient(orchestrator, uplink, OrchestratorTls.unverified())) {
      HttpResponse<String> answer = est.get("cacerts");
      if (answer.statusCode() != OK) {
        throw new IOException("cacerts: status " + answer.statusCode() + " (expected: 200)");
      }
      return pinned(certificates(answer.body()));
    }
  }

  private X509Certificate pinned(List<X509Certificate> offered) throws Refusal {
    return offered.stream()
        .filter(claim::pins)
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    "orchestrator CA: %s (expected: %s, pinned by the claim)"
                        .formatted(ClaimToken.pinOf(offered.getFirst()), claim.pinHex())));
  }

  private EnrolmentState enrol(Uplink uplink, X509Certificate authority)
      throws IOException, InterruptedException, Refusal {
    SSLContext tls = OrchestratorTls.trusting(new OrchestratorTrust(List.of(authority), clock));
    try (var est = new EstClient(orchestrator, uplink, tls)) {
      HttpResponse<String> answer = est.post("simpleenroll", "application/json", request());
      return switch (answer.statusCode()) {
        case OK -> new EnrolmentState.Enrolled(identity(answer.body(), authority));
        case ACCEPTED -> pending(answer);
        default -> failed(answer);
      };
    }
  }

  private String request() {
    var body = JSON.createObjectNode();
    body.put("claim", claim.secret());
    body.put("csr", CertificateRequest.pem(tlsKey, "hawser-edge"));
    body.put("serial", facts.serial());
    body.put("hostname", facts.hostname());
    facts.devices().forEach(body.putArray("devices")::add);
    return body.toString();
  }

  private Identity identity(String body, X509Certificate authority) throws Refusal {
    try {
      JsonNode json = JSON.readTree(body);
      List<X509Certificate> authorities = Pem.certificates(text(json, "caCertificates"));
      Identity identity =
          new Identity(
              text(json, "edgeId"),
              Pem.certificates(text(json, "certificate")),
              authorities.contains(authority) ? authorities : List.of(authority),
              RevisionKey.of(text(json, "revisionKey")));
      if (!identity.certificate().getPublicKey().equals(tlsKey.getPublic())) {
        throw new Refusal("certificate: of another key (expected: the key of our request)");
      }
      return identity;
    } catch (JacksonException | IllegalArgumentException e) {
      throw new Refusal("answer of simpleenroll: " + e.getMessage());
    }
  }

  private static EnrolmentState pending(HttpResponse<String> answer) throws Refusal {
    try {
      JsonNode json = JSON.readTree(answer.body());
      return new EnrolmentState.Pending(
          text(json, "approveAt"), text(json, "message"), retryNs(answer));
    } catch (JacksonException e) {
      throw new Refusal("answer of simpleenroll: not JSON (expected: status and approveAt)");
    }
  }

  private static long retryNs(HttpResponse<String> answer) {
    String given = answer.headers().firstValue("Retry-After").orElse("");
    long seconds = given.matches("[0-9]{1,6}") ? Long.parseLong(given) : DEFAULT_RETRY_SECONDS;
    return TimeUnit.SECONDS.toNanos(Math.clamp(seconds, 1, MOST_RETRY_SECONDS));
  }

  private EnrolmentState failed(HttpResponse<String> answer) {
    int status = answer.statusCode();
    String problem = "%s: %s (status %d)".formatted(orchestrator, error(answer.body()), status);
    return status == TOO_MANY_REQUESTS || status >= SERVER_ERROR
        ? new EnrolmentState.Unreached(problem)
        : new EnrolmentState.Refused(problem);
  }

  static String error(String body) {
    try {
      return text(JSON.readTree(body), "error");
    } catch (JacksonException e) {
      return "an answer without reason";
    }
  }

  private static List<X509Certificate> certificates(String pem) throws Refusal {
    try {
      return Pem.certificates(pem);
    } catch (IllegalArgumentException e) {
      throw new Refusal("cacerts: unreadable (expected: PEM certificates)");
    }
  }

  private static String text(JsonNode json, String name) {
    return json.path(name).stringValue("");
  }

  /// The orchestrator was reached, and its answer cannot be accepted.
  private static final class Refusal extends Exception {
    Refusal(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
