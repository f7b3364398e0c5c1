package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.Pages;
import io.hawser.orchestrator.console.PolicyForm;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The console's pages on which a person decides: approvals, claims, company and policy.
final class DecisionPages {
  private final Network network;
  private final Readers readers;

  DecisionPages(Network network, Readers readers) {
    this.network = network;
    this.readers = readers;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/approvals", Access.VIEWER, request -> approvals(request, HttpStatus.OK, null)),
        Route.get("/live/approvals", Access.VIEWER, this::approvalsLive),
        Route.post("/approvals/{edge}", Access.OPERATOR, this::decide),
        Route.get("/claims", Access.VIEWER, request -> claims(request, HttpStatus.OK, null, null)),
        Route.post("/claims", Access.OPERATOR, this::createClaim),
        Route.get("/policy", Access.VIEWER, request -> document(request, "policy")),
        Route.post("/policy", Access.ADMIN, request -> change(request, "policy")),
        Route.get("/company", Access.VIEWER, request -> document(request, "company")),
        Route.post("/company", Access.ADMIN, request -> change(request, "company")));
  }

  private HttpResponse approvals(Request request, HttpStatus status, @Nullable String fault) {
    return html(status, Pages.approvals(readers.page(request), network.view(), fault));
  }

  private HttpResponse approvalsLive(Request request) {
    return html(HttpStatus.OK, Pages.approvalsLive(readers.page(request), network.view()));
  }

  private HttpResponse decide(Request request) {
    String edge = request.part("edge");
    String actor = request.caller().actor();
    try {
      if ("reject".equals(request.field("decision"))) {
        network.reject(edge, actor);
      } else {
        network.approve(edge, request.field("site"), request.field("name"), actor);
      }
    } catch (RefusedException e) {
      return approvals(request, Problem.status(e.kind()), e.getMessage());
    }
    return HttpResponse.ofRedirect(HttpStatus.SEE_OTHER, "/approvals");
  }

  private HttpResponse claims(
      Request request, HttpStatus status, @Nullable String token, @Nullable String fault) {
    return html(
        status,
        Pages.claims(readers.page(request), network.view(), network.claims(), token, fault));
  }

  private HttpResponse createClaim(Request request) {
    try {
      Network.MadeClaim made =
          network.createClaim(
              request.field("site"),
              null,
              request.field("approved") != null,
              Duration.ofHours(hours(request)),
              request.caller().actor());
      return claims(request, HttpStatus.CREATED, made.token(), null);
    } catch (RefusedException e) {
      return claims(request, Problem.status(e.kind()), null, e.getMessage());
    }
  }

  private static int hours(Request request) {
    String hours = request.form().get("hours", "24");
    return switch (hours) {
      case "1", "24", "168" -> Integer.parseInt(hours);
      default -> throw RefusedException.invalid("hours: " + hours + " (expected: 1, 24 or 168)");
    };
  }

  private HttpResponse document(Request request, String which) {
    return newest(request, which, null);
  }

  private HttpResponse newest(Request request, String which, @Nullable String noticeKey) {
    Network.Document now = current(which);
    return show(
        request, HttpStatus.OK, new PolicyForm(which, now.yaml(), now.revision(), null, noticeKey));
  }

  /// What is refused comes back as it was sent, with the revision that it was made of.
  private HttpResponse change(Request request, String which) {
    // A browser sends every line end as CR LF (HTML, form submission).
    String yaml = request.form().get("yaml", "").replace("\r\n", "\n");
    long basedOn = basedOn(request, which);
    try {
      if ("apply".equals(request.field("do"))) {
        put(which, yaml, basedOn, request.caller().actor());
        return newest(request, which, which + ".applied");
      }
      check(which, yaml);
      return show(
          request, HttpStatus.OK, new PolicyForm(which, yaml, basedOn, null, which + ".checked"));
    } catch (DocumentRefused e) {
      return show(
          request,
          HttpStatus.UNPROCESSABLE_ENTITY,
          new PolicyForm(which, yaml, basedOn, e.getMessage(), null));
    } catch (RefusedException e) {
      return show(
          request,
          Problem.status(e.kind()),
          new PolicyForm(which, yaml, basedOn, e.getMessage(), null));
    }
  }

  private long basedOn(Request request, String which) {
    String revision = request.field("revision");
    return revision == null ? current(which).revision() : Request.revision("revision", revision);
  }

  private Network.Document current(String which) {
    return which.equals("policy") ? network.policy() : network.company();
  }

  private void put(String which, String yaml, long basedOn, String actor) {
    if (which.equals("policy")) {
      network.putPolicy(yaml, "policy.yaml", basedOn, actor);
    } else {
      network.putCompany(yaml, "company.yaml", basedOn, actor);
    }
  }

  private void check(String which, String yaml) {
    if (which.equals("policy")) {
      network.checkPolicy(yaml, "policy.yaml");
    } else {
      network.checkCompany(yaml, "company.yaml");
    }
  }

  private HttpResponse show(Request request, HttpStatus status, PolicyForm form) {
    return html(status, Pages.policy(readers.page(request), form));
  }

  private static HttpResponse html(HttpStatus status, String html) {
    return HttpResponse.of(status, MediaType.HTML_UTF_8, html);
  }
}
