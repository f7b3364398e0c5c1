package io.hawser.edge.agent.config;

import io.hawser.edge.agent.enrol.ClaimToken;
import io.hawser.edge.agent.stamp.KeyFile;
import io.hawser.edge.agent.stamp.ReflectorPeers;
import io.hawser.edge.agent.stamp.ReflectorSetup;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
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
        int threads,
    @Setting(
            form = "`off`, `stateless` or `stateful`",
            absent = "off",
            reason =
                "answers STAMP (RFC 8762) of peers that are no edges; `stateful` tells them in"
                    + " which direction packets are lost")
        Reflector stampReflector,
    @Setting(
            form = "names of links, with commas",
            absent = "needed by the reflector",
            reason = "on whose devices and addresses it answers")
        List<String> stampLinks,
    @Setting(
            form = "addresses and prefixes, with commas, or `any`",
            absent = "needed by the reflector",
            reason = "who may ask it")
        @Nullable ReflectorPeers stampPeers,
    @Setting(
            form = "1 to 65535, UDP",
            absent = "862",
            reason = "RFC 8762's own; opened in the packet filter with the reflector")
        int stampPort,
    @Setting(
            form = "a file of one line, 8 to 1024 bytes or `hex:DIGITS`, of mode 0600",
            absent = "unauthenticated mode",
            reason = "authenticated mode: HMAC-SHA-256 with this key, and no answer without")
        @Nullable KeyFile stampKey,
    @Setting(
            form = "`yes` or `no`",
            absent = "no",
            reason =
                "answers requests of TWAMP Light that are shorter than STAMP's, by up to 44 bytes"
                    + " for 14: whoever forges a peer's address can amplify by that")
        boolean stampShortRequests) {

  /// What the reflector is to do.
  public enum Reflector {
    OFF,
    STATELESS,
    STATEFUL
  }

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
    Reflector given =
        yaml.optional("stamp-reflector", "off, stateless or stateful", EdgeSettings::reflector);
    Reflector reflector = given == null ? Reflector.OFF : given;
    boolean on = reflector != Reflector.OFF;
    List<String> links =
        needed(on, yaml, "stamp-links", "names of links, with commas", EdgeSettings::names);
    ReflectorPeers peers =
        needed(
            on,
            yaml,
            "stamp-peers",
            "addresses and prefixes, with commas, or any",
            ReflectorPeers::parse);
    Integer port = yaml.optional("stamp-port", "1 to 65535", EdgeSettings::udpPort);
    return new EdgeSettings(
        yaml.require("orchestrator", "https://HOST[:PORT]", EdgeSettings::orchestratorUri),
        yaml.optional("claim", ClaimToken.FORM, ClaimToken::parse),
        yaml.optional(
            "serial", "1 to 64 letters, digits and . _ : -", EdgeSettings::plausibleSerial),
        threads(yaml.optional("threads", "1 or 2", EdgeSettings::packetThreads)),
        reflector,
        links == null ? List.of() : links,
        peers,
        port == null ? ReflectorSetup.DEFAULT_PORT : port,
        yaml.optional("stamp-key", KeyFile.FORM, file -> KeyFile.read(Path.of(file))),
        Boolean.TRUE.equals(yaml.optional("stamp-short-requests", "yes or no", EdgeSettings::yes)));
  }

  private static <T> @Nullable T needed(
      boolean need, StrictYaml yaml, String key, String expected, Function<String, T> parse) {
    return need ? yaml.require(key, expected, parse) : yaml.optional(key, expected, parse);
  }

  private static Reflector reflector(String value) {
    return switch (value) {
      case "off" -> Reflector.OFF;
      case "stateless" -> Reflector.STATELESS;
      case "stateful" -> Reflector.STATEFUL;
      default -> throw new IllegalArgumentException("unusable word");
    };
  }

  private static List<String> names(String value) {
    List<String> names = Stream.of(value.split(",", -1)).map(String::strip).toList();
    if (names.contains("")) {
      throw new IllegalArgumentException("an empty name");
    }
    return names;
  }

  private static Integer udpPort(String value) {
    int port = Integer.parseInt(value);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("unusable port");
    }
    return port;
  }

  private static Boolean yes(String value) {
    return switch (value) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw new IllegalArgumentException("unusable word");
    };
  }

  /// The STAMP reflector, where one is asked for.
  public Optional<ReflectorSetup> reflector() {
    if (stampReflector == Reflector.OFF || stampPeers == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ReflectorSetup(
            stampReflector == Reflector.STATEFUL,
            stampLinks,
            stampPeers,
            stampPort,
            stampKey,
            stampShortRequests));
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
