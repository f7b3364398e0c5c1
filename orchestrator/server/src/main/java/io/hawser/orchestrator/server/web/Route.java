package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;

/// One thing that can be asked: method, path, who may, and what happens.
///
/// @param path in Armeria's pattern syntax, `/api/v1/edges/{edge}`
record Route(HttpMethod method, String path, Access access, Handler handler) {
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

  boolean changesAnything() {
    return method != HttpMethod.GET;
  }
}
