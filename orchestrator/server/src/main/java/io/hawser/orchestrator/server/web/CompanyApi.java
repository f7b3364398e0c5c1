package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What is wanted: the company document and the policy document.
final class CompanyApi {
  private static final MediaType YAML =
      MediaType.create("application", "yaml").withCharset(StandardCharsets.UTF_8);

  private final Network network;

  CompanyApi(Network network) {
    this.network = network;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/company", Access.VIEWER, request -> yaml(network.company())),
        Route.put("/api/v1/company", Access.ADMIN, this::putCompany),
        Route.post("/api/v1/company/check", Access.VIEWER, this::checkCompany),
        Route.get("/api/v1/policy", Access.VIEWER, request -> yaml(network.policy())),
        Route.put("/api/v1/policy", Access.ADMIN, this::putPolicy),
        Route.post("/api/v1/policy/check", Access.VIEWER, this::checkPolicy));
  }

  private HttpResponse putCompany(Request request) {
    String file = request.fileName("company.yaml");
    return revision(
        network.putCompany(request.text(), file, request.basedOn(), request.caller().actor()));
  }

  private HttpResponse putPolicy(Request request) {
    String file = request.fileName("policy.yaml");
    return revision(
        network.putPolicy(request.text(), file, request.basedOn(), request.caller().actor()));
  }

  private HttpResponse checkCompany(Request request) {
    network.checkCompany(request.text(), request.fileName("company.yaml"));
    return Json.answer(Map.of("ok", true));
  }

  private HttpResponse checkPolicy(Request request) {
    network.checkPolicy(request.text(), request.fileName("policy.yaml"));
    return Json.answer(Map.of("ok", true));
  }

  private static HttpResponse revision(long revision) {
    return Json.answer(Map.of("revision", revision));
  }

  private static HttpResponse yaml(Network.Document document) {
    return HttpResponse.builder()
        .status(HttpStatus.OK)
        .header("x-revision", document.revision())
        .header(HttpHeaderNames.ETAG, "\"" + document.revision() + "\"")
        .content(YAML, document.yaml())
        .build();
  }
}
