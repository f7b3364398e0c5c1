package io.hawser.orchestrator.server;

import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.document.Section;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// How an orchestrator is started.
///
/// @param data directory of database and keys
/// @param listen numeric address and port
/// @param names host names and numeric addresses by which people and edges reach it, the first in
///   links; empty: the address that it listens on
public record Settings(Path data, InetSocketAddress listen, List<String> names) {
  /// Read where no other is named.
  public static final Path FILE = Path.of("/etc/hawser/orchestrator.yaml");

  public static final Path DEFAULT_DATA = Path.of("/var/lib/hawser-orchestrator");
  public static final int DEFAULT_PORT = 8443;
  public static final String DEFAULT_LISTEN = "0.0.0.0:" + DEFAULT_PORT;

  public static final Settings DEFAULT =
      new Settings(DEFAULT_DATA, new InetSocketAddress("0.0.0.0", DEFAULT_PORT), List.of());

  private static final Set<String> KEYS = new LinkedHashSet<>(List.of("data", "listen", "names"));
  private static final int MAX_PORT = 65_535;

  public Settings {
    names = names.stream().map(Settings::name).toList();
  }

  /// Reads the configuration file.
  ///
  /// @throws RefusedException with file and line
  public static Settings parse(String yaml, String fileName) {
    return Section.read(yaml, fileName, "configuration", KEYS)
        .make(
            section ->
                new Settings(
                    section.has("data") ? Path.of(section.word("data")) : DEFAULT_DATA,
                    listen(section.has("listen") ? section.word("listen") : DEFAULT_LISTEN),
                    section.words("names")));
  }

  /// Reads `0.0.0.0:8443` or `[::]:8443`.
  public static InetSocketAddress listen(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      String host = text.substring(0, Math.max(colon, 0)).replaceAll("^\\[|]$", "");
      if (port >= 0 && port <= MAX_PORT) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
      }
    } catch (IllegalArgumentException e) {
      // Answered below like a wrong port.
    }
    throw RefusedException.invalid(
        "listen: " + text + " (expected: address and port, such as " + DEFAULT_LISTEN + ")");
  }

  private static String name(String text) {
    if (text.indexOf(':') >= 0 || text.matches("[0-9.]+")) {
      try {
        return InetAddress.ofLiteral(text).getHostAddress();
      } catch (IllegalArgumentException e) {
        throw RefusedException.invalid(
            "names: " + text + " (expected: an IP address or a host name)");
      }
    }
    if (!text.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
      throw RefusedException.invalid(
          "names: " + text + " (expected: an IP address or a host name)");
    }
    return text;
  }

  /// What our certificate must say: the names, where we listen, and this machine's own for the
  /// command line.
  SortedSet<String> certificateNames() {
    SortedSet<String> all = new TreeSet<>(names);
    all.addAll(List.of("localhost", "127.0.0.1", name("::1")));
    if (!listen.getAddress().isAnyLocalAddress()) {
      all.add(listen.getAddress().getHostAddress());
    }
    return all;
  }

  /// What whoever runs it should mend; empty: nothing.
  public List<String> warnings() {
    return names.isEmpty() && listen.getAddress().isAnyLocalAddress()
        ? List.of(
            "names: none (expected: the host names and addresses by which people and edges reach this"
                + " orchestrator; without them its certificate and its links are good on this machine"
                + " alone, and edges elsewhere refuse it)")
        : List.of();
  }

  /// Where people and edges reach us.
  URI publicUri(int port) {
    return names.isEmpty() ? localUri(port) : uri(names.getFirst(), port);
  }

  /// Where the command line on this machine reaches us.
  URI localUri(int port) {
    InetAddress address = listen.getAddress();
    return uri(address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress(), port);
  }

  private static URI uri(String host, int port) {
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create("https://" + bracketed + ":" + port);
  }
}
