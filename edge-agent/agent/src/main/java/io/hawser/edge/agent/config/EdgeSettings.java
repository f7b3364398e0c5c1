package io.hawser.edge.agent.config;

import io.hawser.edge.agent.enrol.ClaimToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The file `edge.yaml`.
public record EdgeSettings(
    @Setting(
            form = "`https://HOST[:PORT]`, port 8443 where none is named",
            absent = "refused",
            reason = "where this edge enrols and gets its configuration")
        URI orchestrator,
    @Setting(
            form = "`hwc1.…`, as the orchestrator printed it",
            absent = "none; needed until the edge is enrolled",
            reason = "proves to the orchestrator who the box is, and to the box which CA to trust")
        @Nullable ClaimToken claim,
    @Setting(
            form = "1 to 64 letters, digits and `. _ : -`",
            absent = "the machine's own (DMI, else machine-id)",
            reason = "lets an orchestrator approve the box beforehand by its serial number")
        @Nullable String serial,
    @Setting(
            form = "`1` or `2`",
            absent = "2: one for each direction",
            reason = "threads that carry packets; 1 for a box of one core")
        int threads) {

  private static final int DEFAULT_PORT = 8443;
  private static final int DEFAULT_THREADS = 2;

  /// Reads and checks the file; throws [SettingsException] where it is missing or wrong.
  public static EdgeSettings read(Path file) {
    try {
      return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (IOException e) {
      throw new SettingsException(
          file.toString(), 0, "unreadable: " + e.getMessage() + " (expected: a YAML file)");
    }
  }

  static EdgeSettings parse(String text, String fileName) {
    StrictYaml yaml = StrictYaml.read(text, fileName, SettingTable.keys(EdgeSettings.class));
    return new EdgeSettings(
        yaml.require("orchestrator", "https://HOST[:PORT]", EdgeSettings::orchestratorUri),
        yaml.optional("claim", ClaimToken.FORM, ClaimToken::parse),
        yaml.optional(
            "serial", "1 to 64 letters, digits and . _ : -", EdgeSettings::plausibleSerial),
        threads(yaml.optional("threads", "1 or 2", EdgeSettings::packetThreads)));
  }

  private static int threads(@Nullable Integer given) {
    return given == null ? DEFAULT_THREADS : given;
  }

  private static Integer packetThreads(String value) {
    return switch (value) {
      case "1" -> 1;
      case "2" -> 2;
      default -> throw new IllegalArgumentException("unusable number");
    };
  }

  private static URI orchestratorUri(String value) {
    URI uri = URI.create(value);
    boolean bare = uri.getRawPath() == null || uri.getRawPath().matches("/?");
    boolean extras =
        uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null;
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null || !bare || extras) {
      throw new IllegalArgumentException("not the root of an https server");
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return URI.create("https://" + uri.getHost() + ":" + port);
  }

  private static String plausibleSerial(String value) {
    if (!value.matches("[A-Za-z0-9._:-]{1,64}")) {
      throw new IllegalArgumentException("unusable serial");
    }
    return value;
  }
}
