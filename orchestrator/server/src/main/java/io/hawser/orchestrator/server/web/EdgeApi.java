package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.EdgeStanding;
import io.hawser.orchestrator.console.EdgeView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Edges and their admission: claims, approval, revisions.
final class EdgeApi {
  private static final Duration DEFAULT_VALIDITY = Duration.ofDays(1);
  private static final Duration LONGEST_VALIDITY = Duration.ofDays(30);

  private final Network network;

  /// What an approval may say; both as the claim says where left out.
  record Approval(@Nullable String site, @Nullable String name) {}

  /// @param approved let the box in without a person looking
  /// @param expiresMs how long the claim is valid, one day where left out
  record ClaimRequest(
      @Nullable String site,
      @Nullable String name,
      @Nullable Boolean approved,
      @Nullable Long expiresMs) {}

  /// What an edge was told and what it has done.
  record Revisions(
      String edge, long newestRevision, long appliedRevision, boolean accepted, String error) {}

  EdgeApi(Network network) {
    this.network = network;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/claims", Access.VIEWER, request -> Json.answer(network.claims())),
        Route.post("/api/v1/claims", Access.OPERATOR, this::createClaim),
        Route.get("/api/v1/edges", Access.VIEWER, request -> Json.answer(network.view().edges())),
        Route.get("/api/v1/edges/{edge}", Access.VIEWER, request -> Json.answer(edge(request))),
        Route.get("/api/v1/edges/{edge}/revisions", Access.VIEWER, this::revisions),
        Route.get(
            "/api/v1/edges/{edge}/verdicts",
            Access.VIEWER,
            request -> Json.answer(network.verdicts(edge(request).id()))),
        Route.get(
            "/api/v1/edges/{edge}/queues",
            Access.VIEWER,
            request -> Json.answer(network.queues(edge(request).id()))),
        Route.post("/api/v1/edges/{edge}/approve", Access.OPERATOR, this::approve),
        Route.post("/api/v1/edges/{edge}/reject", Access.OPERATOR, this::reject),
        Route.post("/api/v1/edges/{edge}/revoke", Access.ADMIN, this::revoke));
  }

  private HttpResponse createClaim(Request request) {
    ClaimRequest claim = request.json(ClaimRequest.class);
    Duration valid =
        claim.expiresMs() == null ? DEFAULT_VALIDITY : Duration.ofMillis(claim.expiresMs());
    if (!valid.isPositive() || valid.compareTo(LONGEST_VALIDITY) > 0) {
      throw RefusedException.invalid(
          "expiresMs: "
              + claim.expiresMs()
              + " (expected: 1 to "
              + LONGEST_VALIDITY.toMillis()
              + ")");
    }
    boolean approved = Boolean.TRUE.equals(claim.approved());
    return Json.answer(
        HttpStatus.CREATED,
        network.createClaim(claim.site(), claim.name(), approved, valid, request.caller().actor()));
  }

  private HttpResponse approve(Request request) {
    Approval approval = request.json(Approval.class);
    String id = NamedEdge.toApprove(network.view(), request.part("edge")).id();
    network.approve(id, approval.site(), approval.name(), request.caller().actor());
    return Json.answer(NamedEdge.of(network.view(), id));
  }

  private HttpResponse reject(Request request) {
    String id = edge(request).id();
    network.reject(id, request.caller().actor());
    return putOut(id);
  }

  private HttpResponse revoke(Request request) {
    String id = edge(request).id();
    network.revoke(id, request.caller().actor());
    return putOut(id);
  }

  private static HttpResponse putOut(String id) {
    return Json.answer(Map.of("id", id, "state", EdgeStanding.REVOKED.word()));
  }

  private HttpResponse revisions(Request request) {
    EdgeView edge = edge(request);
    return Json.answer(
        new Revisions(
            edge.name(),
            edge.newestRevision(),
            edge.appliedRevision(),
            edge.accepted(),
            edge.error()));
  }

  private EdgeView edge(Request request) {
    return NamedEdge.of(network.view(), request.part("edge"));
  }
}
