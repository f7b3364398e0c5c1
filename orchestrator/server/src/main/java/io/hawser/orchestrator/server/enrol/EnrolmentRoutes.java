package io.hawser.orchestrator.server.enrol;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.IssuedCertificate;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.HttpRoutes;
import io.hawser.orchestrator.server.ca.CertificateAuthority;
import io.hawser.orchestrator.server.ca.RevisionSigner;
import io.hawser.orchestrator.server.control.ClientIdentity;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The paths of enrolment on the orchestrator's port.
public final class EnrolmentRoutes implements HttpRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentRoutes.class);

  private static final MediaType PEM = MediaType.parse("application/x-pem-file");

  /// Soon enough for a person who watches, seldom enough for a shelf of boxes.
  private static final int RETRY_AFTER_SECONDS = 2;

  private static final long MAX_BODY_LENGTH = 64 * 1024;

  /// Unknown keys are left alone: a newer box may say more.
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private record Body(
      @Nullable String claim,
      @Nullable String csr,
      @Nullable String serial,
      @Nullable String hostname,
      @Nullable List<String> devices) {}

  private final Enrolment enrolment;
  private final ClientIdentity identity;
  private final CertificateAuthority authority;
  private final RevisionSigner signer;
  private final URI publicUri;

  public EnrolmentRoutes(
      Enrolment enrolment,
      ClientIdentity identity,
      CertificateAuthority authority,
      RevisionSigner signer,
      URI publicUri) {
    this.enrolment = enrolment;
    this.identity = identity;
    this.authority = authority;
    this.signer = signer;
    this.publicUri = publicUri;
  }

  @Override
  public void addTo(ServerBuilder server) {
    server.service(
        "/.well-known/est/cacerts",
        (_, _) -> HttpResponse.of(HttpStatus.OK, PEM, authority.certificatePem()));
    server.service("/.well-known/est/simpleenroll", post(this::enrol));
    server.service("/.well-known/est/simplereenroll", post(this::reenrol));
  }

  /// Reads the whole request, then answers on a thread that may wait for the disk.
  private static HttpService post(
      BiFunction<ServiceRequestContext, AggregatedHttpRequest, HttpResponse> answer) {
    return (context, request) -> {
      if (request.method() != HttpMethod.POST) {
        return HttpResponse.of(HttpStatus.METHOD_NOT_ALLOWED);
      }
      context.setMaxRequestLength(MAX_BODY_LENGTH);
      return HttpResponse.of(answered(context, request, answer));
    };
  }

  private static CompletableFuture<HttpResponse> answered(
      ServiceRequestContext context,
      HttpRequest request,
      BiFunction<ServiceRequestContext, AggregatedHttpRequest, HttpResponse> answer) {
    return request
        .aggregate()
        .thenApplyAsync(
            aggregated -> {
              try {
                return answer.apply(context, aggregated);
              } catch (RefusedException e) {
                LOG.info("enrolment refused reason=\"{}\"", e.getMessage());
                return error(status(e.kind()), String.valueOf(e.getMessage()));
              }
            },
            context.blockingTaskExecutor());
  }

  private HttpResponse enrol(ServiceRequestContext context, AggregatedHttpRequest request) {
    Edge edge = enrolment.enrol(read(request.contentUtf8()));
    IssuedCertificate certificate = edge.certificate();
    return certificate == null ? pending(edge) : enrolled(edge, certificate);
  }

  private HttpResponse pending(Edge edge) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("status", "pending");
    body.put("approveAt", publicUri.resolve("/edges/" + edge.id()).toString());
    body.put("message", "waiting for a person to approve key " + edge.fingerprint());
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.ACCEPTED)
            .contentType(MediaType.JSON_UTF_8)
            .addInt(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS)
            .build();
    return HttpResponse.of(headers, HttpData.ofUtf8(JSON.writeValueAsString(body)));
  }

  private HttpResponse enrolled(Edge edge, IssuedCertificate certificate) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("edgeId", edge.id());
    body.put("certificate", certificate.chainPem());
    body.put("caCertificates", authority.certificatePem());
    body.put("revisionKey", signer.publicKeyBase64());
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, JSON.writeValueAsString(body));
  }

  private HttpResponse reenrol(ServiceRequestContext context, AggregatedHttpRequest request) {
    Edge edge =
        identity
            .edge(context.sslSession())
            .orElseThrow(
                () ->
                    RefusedException.forbidden(
                        "client certificate: none of an edge here (expected: the edge's own)"));
    IssuedCertificate certificate = enrolment.renew(edge, request.contentUtf8());
    return HttpResponse.of(HttpStatus.OK, PEM, certificate.chainPem());
  }

  private static Enrolment.Request read(String json) {
    Body body;
    try {
      body = JSON.readValue(json, Body.class);
    } catch (JacksonException e) {
      throw RefusedException.invalid("body: unreadable (expected: JSON with claim and csr)");
    }
    if (body == null || body.claim == null || body.csr == null) {
      throw RefusedException.invalid("body: incomplete (expected: JSON with claim and csr)");
    }
    return new Enrolment.Request(
        body.claim,
        body.csr,
        body.serial == null ? "" : body.serial,
        body.hostname == null ? "" : body.hostname,
        body.devices == null ? List.of() : body.devices);
  }

  private static HttpStatus status(RefusedException.Kind kind) {
    return switch (kind) {
      case INVALID -> HttpStatus.BAD_REQUEST;
      case UNKNOWN -> HttpStatus.NOT_FOUND;
      case CONFLICT, STALE -> HttpStatus.CONFLICT;
      case EXPIRED -> HttpStatus.GONE;
      case FORBIDDEN -> HttpStatus.FORBIDDEN;
    };
  }

  private static HttpResponse error(HttpStatus status, String message) {
    return HttpResponse.of(
        status, MediaType.JSON_UTF_8, JSON.writeValueAsString(Map.of("error", message)));
  }
}
