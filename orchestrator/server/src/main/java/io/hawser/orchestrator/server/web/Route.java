package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;

/// One thing that can be asked: method, path, who may, and what happens.
///
/// @param path in Armeria's pattern syntax, `/api/v1/edges/{edge}`
record Route(HttpMethod method, String path, Access access, Handler handler) {
  /// A company document of some thousand sites.
  private static final long MAX_BODY_LENGTH = 4 << 20;

  /// A form with a name and three passwords.
  private static final long MAX_STRANGERS_BODY_LENGTH = 8 << 10;

  /// Answers a request that was let through.
  @FunctionalInterface
  interface Handler {
    HttpResponse answer(Request request);
  }

  static Route get(String path, Access access, Handler handler) {
    return new Route(HttpMethod.GET, path, access, handler);
  }

  static Route post(String path, Access access, Handler handler) {
    return new Route(HttpMethod.POST, path, access, handler);
  }

  static Route put(String path, Access access, Handler handler) {
    return new Route(HttpMethod.PUT, path, access, handler);
  }

  static Route delete(String path, Access access, Handler handler) {
    return new Route(HttpMethod.DELETE, path, access, handler);
  }

  /// Whether programs call it, and so get problem documents and no redirections.
  boolean isApi() {
    return path.startsWith("/api/");
  }

  /// Largest body: what someone sends who has no role yet is small.
  long maxBodyLength() {
    return switch (access) {
      case ANYONE, SIGNED_IN -> MAX_STRANGERS_BODY_LENGTH;
      case VIEWER, OPERATOR, ADMIN -> MAX_BODY_LENGTH;
    };
  }

  boolean changesAnything() {
    return method != HttpMethod.GET;
  }
}
