package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.Assets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Files that are the same for everyone: the console's assets and the OpenAPI document.
final class StaticFiles {
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final MediaType YAML =
      MediaType.create("application", "yaml").withCharset(StandardCharsets.UTF_8);

  private final String openApi = read("openapi.yaml");

  List<Route> routes() {
    return List.of(
        Route.get(Assets.ROOT + "{file}", Access.ANYONE, StaticFiles::asset),
        Route.get(
            "/api/v1/openapi.yaml",
            Access.ANYONE,
            request -> HttpResponse.of(HttpStatus.OK, YAML, openApi)));
  }

  private static HttpResponse asset(Request request) {
    String name = request.part("file");
    Assets.Asset asset =
        Assets.ofFileName(name)
            .orElseThrow(
                () ->
                    RefusedException.unknown(
                        "asset: " + name + " (expected: one that a page names)"));
    ResponseHeaders headers =
        ResponseHeaders.of(
            HttpStatus.OK,
            HttpHeaderNames.CONTENT_TYPE,
            asset.contentType(),
            HttpHeaderNames.CACHE_CONTROL,
            FOR_EVER);
    return HttpResponse.of(headers, HttpData.wrap(asset.content()));
  }

  private static String read(String name) {
    try (InputStream in = StaticFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + ": missing (expected: in this package)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
