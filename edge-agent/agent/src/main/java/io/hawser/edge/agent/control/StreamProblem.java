package io.hawser.edge.agent.control;

import io.grpc.Status;
import java.security.cert.CertificateException;
import java.util.Locale;

/// Why a stream ended, in words for `hawser status`.
final class StreamProblem {
  static String of(Status status) {
    Throwable deepest = null;
    for (Throwable at = status.getCause(); at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return "orchestrator not trusted: " + at.getMessage();
      }
      deepest = at;
    }
    String code = status.getCode().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    if (deepest != null && deepest.getMessage() != null) {
      return code + ": " + deepest.getMessage();
    }
    return status.getDescription() == null ? code : code + ": " + status.getDescription();
  }

  private StreamProblem() {}
}
