package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.ResponseHeaders;
import java.net.URI;
import java.util.Map;

/// Headers that every answer carries.
final class SecurityHeaders {
  /// Nothing inline and nothing from elsewhere; Bootstrap's style sheet has its small pictures in
  /// data: URLs.
  private static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Map<CharSequence, String> ALWAYS =
      Map.of(
          HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_POLICY,
          HttpHeaderNames.X_FRAME_OPTIONS, "DENY",
          HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff",
          HttpHeaderNames.REFERRER_POLICY, "same-origin",
          HttpHeaderNames.CROSS_ORIGIN_OPENER_POLICY, "same-origin");

  /// Only where people use a name: browsers ignore it for bare addresses (RFC 6797, section 8.1.1).
  private final boolean strictTransport;

  SecurityHeaders(URI publicUri) {
    String host = publicUri.getHost();
    strictTransport =
        host != null && host.contains(".") && !host.contains(":") && !host.matches("[0-9.]+");
  }

  ResponseHeaders on(ResponseHeaders headers) {
    var builder = headers.toBuilder();
    ALWAYS.forEach(builder::set);
    if (strictTransport) {
      builder.set(HttpHeaderNames.STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
      builder.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }
    return builder.build();
  }
}
