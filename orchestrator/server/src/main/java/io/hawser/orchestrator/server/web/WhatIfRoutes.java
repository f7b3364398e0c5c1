package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.Pages;
import io.hawser.orchestrator.console.WhatIfForm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// "What if", for programs and for people. A question, though it is posted: it changes nothing.
final class WhatIfRoutes {
  private static final String POLICY = "policy.yaml";

  private final Network network;
  private final Readers readers;

  /// @param assume a line each; none: the paths as they are
  /// @param policy another policy document, null: the one in force
  record Question(@Nullable List<String> assume, @Nullable String policy) {}

  WhatIfRoutes(Network network, Readers readers) {
    this.network = network;
    this.readers = readers;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/v1/what-if", Access.VIEWER, this::ask),
        Route.get("/what-if", Access.VIEWER, request -> page(request, WhatIfForm.EMPTY)),
        Route.post("/what-if", Access.VIEWER, this::askOnPage));
  }

  private HttpResponse ask(Request request) {
    Question question = request.json(Question.class);
    List<String> assume = question.assume() == null ? List.of() : question.assume();
    return Json.answer(network.whatIf(assume, question.policy(), request.fileName(POLICY)));
  }

  private HttpResponse askOnPage(Request request) {
    String assume = request.form().get("assume", "").replace("\r\n", "\n");
    String policy = request.form().get("policy", "").replace("\r\n", "\n");
    List<String> lines = assume.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    try {
      return page(
          request,
          new WhatIfForm(
              assume,
              policy,
              null,
              network.whatIf(lines, policy.isBlank() ? null : policy, POLICY)));
    } catch (RefusedException | DocumentRefused e) {
      return html(
          request, HttpStatus.BAD_REQUEST, new WhatIfForm(assume, policy, e.getMessage(), null));
    }
  }

  private HttpResponse page(Request request, WhatIfForm form) {
    return html(request, HttpStatus.OK, form);
  }

  private HttpResponse html(Request request, HttpStatus status, WhatIfForm form) {
    return HttpResponse.of(status, MediaType.HTML_UTF_8, Pages.whatIf(readers.page(request), form));
  }
}
