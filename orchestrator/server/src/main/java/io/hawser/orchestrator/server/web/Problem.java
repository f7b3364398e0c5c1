package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.hawser.orchestrator.company.RefusedException;

/// What went wrong, as RFC 9457 writes it.
///
/// @param error the same text as `detail`, for callers that look for that name
record Problem(String type, String title, int status, String detail, String error) {
  private static final MediaType TYPE = MediaType.create("application", "problem+json");

  static Problem of(HttpStatus status, String detail) {
    return new Problem("about:blank", status.reasonPhrase(), status.code(), detail, detail);
  }

  static HttpStatus status(RefusedException.Kind kind) {
    return switch (kind) {
      case INVALID -> HttpStatus.BAD_REQUEST;
      case UNKNOWN -> HttpStatus.NOT_FOUND;
      case CONFLICT -> HttpStatus.CONFLICT;
      case STALE -> HttpStatus.PRECONDITION_FAILED;
      case EXPIRED -> HttpStatus.GONE;
      case FORBIDDEN -> HttpStatus.FORBIDDEN;
    };
  }

  HttpResponse answer() {
    return HttpResponse.of(HttpStatus.valueOf(status), TYPE, Json.write(this));
  }
}
