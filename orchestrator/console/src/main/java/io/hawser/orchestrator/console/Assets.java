package io.hawser.orchestrator.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The console's static files. Each has a path that contains a hash of its content, so a browser
/// may keep it for ever.
public final class Assets {
  /// Where they are served.
  public static final String ROOT = "/assets/";

  private static final int HASH_LENGTH = 12;
  private static final Map<String, Asset> BY_NAME = load();

  private Assets() {}

  /// A file.
  public static final class Asset {
    private final String fileName;
    private final String contentType;
    private final byte[] content;

    private Asset(String fileName, String contentType, byte[] content) {
      this.fileName = fileName;
      this.contentType = contentType;
      this.content = content;
    }

    public String contentType() {
      return contentType;
    }

    public byte[] content() {
      return content.clone();
    }
  }

  static String url(String name) {
    Asset asset = BY_NAME.get(name);
    if (asset == null) {
      throw new IllegalArgumentException(
          "asset: " + name + " (expected: one of " + BY_NAME.keySet() + ")");
    }
    return ROOT + asset.fileName;
  }

  /// The file with this hashed name.
  public static Optional<Asset> ofFileName(String fileName) {
    return BY_NAME.values().stream().filter(asset -> asset.fileName.equals(fileName)).findFirst();
  }

  private static Map<String, Asset> load() {
    String webJars = "/META-INF/resources/webjars/";
    Map<String, Asset> assets = new LinkedHashMap<>();
    assets.put(
        "bootstrap.css", read(webJars + "bootstrap/5.3.8/css/bootstrap.min.css", "bootstrap.css"));
    assets.put("uplot.css", read(webJars + "uplot/1.6.30/dist/uPlot.min.css", "uplot.css"));
    assets.put("uplot.js", read(webJars + "uplot/1.6.30/dist/uPlot.iife.min.js", "uplot.js"));
    assets.put("htmx.js", read(webJars + "htmx.org/2.0.10/dist/htmx.min.js", "htmx.js"));
    for (String own : new String[] {"console.css", "console.js", "theme.js", "hawser.svg"}) {
      assets.put(own, read("static/" + own, own));
    }
    return assets;
  }

  private static Asset read(String resource, String name) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + ": missing (expected: on the class path)");
      }
      byte[] content = withoutSourceMap(in.readAllBytes(), name);
      int dot = name.lastIndexOf('.');
      String fileName = name.substring(0, dot) + "." + hash(content) + name.substring(dot);
      return new Asset(fileName, contentType(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Without the last comment, which names a map that is not served.
  private static byte[] withoutSourceMap(byte[] content, String name) {
    String text = new String(content, StandardCharsets.UTF_8);
    String mark = name.endsWith(".css") ? "/*# sourceMappingURL=" : "//# sourceMappingURL=";
    int at = text.lastIndexOf(mark);
    return at < 0 ? content : text.substring(0, at).getBytes(StandardCharsets.UTF_8);
  }

  private static String contentType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case String other ->
          throw new IllegalArgumentException("asset: ." + other + " (expected: css, js, svg)");
    };
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
