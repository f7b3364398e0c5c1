package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.EdgeView;
import io.hawser.orchestrator.console.ExplainForm;
import io.hawser.orchestrator.console.ExplanationView;
import io.hawser.orchestrator.console.Pages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a flow goes its way, for programs and for people. A question, though it is posted: so no
/// customer's address stands in a log of requests.
final class ExplainRoutes {
  private final Network network;
  private final Readers readers;

  /// @param flow a 5-tuple, or words that fit one flow
  record Question(@Nullable String flow) {}

  ExplainRoutes(Network network, Readers readers) {
    this.network = network;
    this.readers = readers;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/v1/edges/{edge}/explain", Access.VIEWER, this::ask),
        Route.get(
            "/explain",
            Access.VIEWER,
            request -> html(request, HttpStatus.OK, ExplainForm.at(request.query("edge")))),
        Route.post("/explain", Access.VIEWER, this::askOnPage));
  }

  private HttpResponse ask(Request request) {
    String flow = request.json(Question.class).flow();
    EdgeView edge = NamedEdge.of(network.view(), request.part("edge"));
    Network.Explained told = network.explain(edge.id(), flow == null ? "" : flow);
    ExplanationView explanation = told.explanation();
    if (explanation != null) {
      return Json.answer(explanation);
    }
    return Problem.of(
            told.flows().isEmpty() ? HttpStatus.NOT_FOUND : HttpStatus.CONFLICT,
            told.problem() + (told.flows().isEmpty() ? "" : ": " + String.join(", ", told.flows())))
        .answer();
  }

  private HttpResponse askOnPage(Request request) {
    String edge = request.form().get("edge", "");
    String flow = request.form().get("flow", "").strip();
    try {
      Network.Explained told = network.explain(NamedEdge.of(network.view(), edge).id(), flow);
      HttpStatus status = told.explanation() == null ? HttpStatus.NOT_FOUND : HttpStatus.OK;
      return html(
          request,
          told.flows().isEmpty() ? status : HttpStatus.OK,
          new ExplainForm(edge, flow, told.problem(), told.flows(), told.explanation()));
    } catch (RefusedException e) {
      return html(request, Problem.status(e.kind()), refused(edge, flow, e));
    } catch (NoAnswer e) {
      return html(request, HttpStatus.GATEWAY_TIMEOUT, refused(edge, flow, e));
    }
  }

  private static ExplainForm refused(String edge, String flow, RuntimeException e) {
    return new ExplainForm(edge, flow, String.valueOf(e.getMessage()), List.of(), null);
  }

  private HttpResponse html(Request request, HttpStatus status, ExplainForm form) {
    return HttpResponse.of(
        status, MediaType.HTML_UTF_8, Pages.explain(readers.page(request), network.view(), form));
  }
}
