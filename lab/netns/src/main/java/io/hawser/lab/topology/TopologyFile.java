package io.hawser.lab.topology;

import io.hawser.lab.link.LinkKey;
import io.hawser.lab.link.LinkSettings;
import io.hawser.lab.link.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads topology files.
public final class TopologyFile {
  private static final List<String> TOPOLOGY_KEYS =
      List.of("topology", "seed", "transports", "sites", "servers");
  private static final List<String> SITE_KEYS = List.of("name", "lan", "links");
  private static final List<String> LAN_KEYS = List.of("addresses", "hosts");
  private static final List<String> LAN_HOST_KEYS = List.of("name", "addresses");
  private static final List<String> SERVER_KEYS = List.of("name", "links");
  private static final List<String> NAT_KEYS = List.of("kind", "address");
  private static final List<String> OWN_LINK_KEYS =
      List.of("name", "transport", "device", "addresses", "nat", "metric", "device-mtu", "wire");
  private static final List<String> DIRECTIONS = List.of("up", "down");

  private static final int FIRST_METRIC = 100;

  private final String file;
  private final Set<String> hostNames = new HashSet<>();
  private final List<Address> lanPrefixes = new ArrayList<>();
  private final Set<String> transports = new LinkedHashSet<>();

  private TopologyFile(String file) {
    this.file = file;
  }

  /// Reads a file.
  public static Topology read(Path path) throws IOException {
    return parse(Files.readString(path), path.getFileName().toString());
  }

  /// Reads a text; `file` is named in complaints.
  public static Topology parse(String text, String file) {
    return new TopologyFile(file).topology(YamlNode.parse(text, file));
  }

  private Topology topology(YamlNode root) {
    Section section = Section.of(file, root, "topology", TOPOLOGY_KEYS);
    String name = section.value("topology", TopologyFile::name);
    long seed = section.value("seed", 1L, TopologyFile::seed);
    transports.addAll(section.values("transports", TopologyFile::name));
    List<Site> sites = section.items("sites").stream().map(this::site).toList();
    List<Server> servers = section.items("servers").stream().map(this::server).toList();
    return new Topology(name, seed, List.copyOf(transports), sites, servers);
  }

  private Site site(YamlNode node) {
    Section section = Section.of(file, node, "site", SITE_KEYS);
    String name = hostName(section);
    Lan lan = lan(section.node("lan").orElseThrow(() -> section.missing("lan")));
    return new Site(name, lan, links(section));
  }

  private Server server(YamlNode node) {
    Section section = Section.of(file, node, "server", SERVER_KEYS);
    return new Server(hostName(section), links(section));
  }

  private Lan lan(YamlNode node) {
    Section section = Section.of(file, node, "lan", LAN_KEYS);
    List<Address> addresses = section.values("addresses", Address::parse);
    for (Address address : addresses) {
      lanPrefixes.stream()
          .filter(address::overlaps)
          .findFirst()
          .ifPresent(
              other -> {
                throw section.complaint(
                    node, "addresses", address.toString(), "no overlap with the LAN of " + other);
              });
    }
    lanPrefixes.addAll(addresses);
    List<LanHost> hosts =
        section.items("hosts").stream().map(item -> lanHost(item, addresses)).toList();
    return new Lan(addresses, hosts);
  }

  private LanHost lanHost(YamlNode node, List<Address> lan) {
    Section section = Section.of(file, node, "host", LAN_HOST_KEYS);
    List<Address> addresses = section.values("addresses", Address::parse);
    for (Address address : addresses) {
      if (lan.stream().noneMatch(address::overlaps)) {
        throw section.complaint(node, "addresses", address.toString(), "one of this LAN");
      }
    }
    return new LanHost(hostName(section), addresses);
  }

  private List<WanLink> links(Section host) {
    List<WanLink> links = new ArrayList<>();
    for (YamlNode node : host.items("links")) {
      WanLink link = link(node, links.size());
      for (WanLink other : links) {
        if (other.name().equals(link.name()) || other.device().equals(link.device())) {
          throw host.complaint(node, "link", link.name(), "a name and a device of its own");
        }
      }
      links.add(link);
    }
    if (links.isEmpty()) {
      throw host.missing("links");
    }
    return links;
  }

  private WanLink link(YamlNode node, int index) {
    List<String> keys = new ArrayList<>(OWN_LINK_KEYS);
    keys.addAll(LinkKey.words());
    Section section = Section.of(file, node, "link", keys);
    List<Address> addresses = section.values("addresses", Address::parse);
    Optional<Nat> nat = section.node("nat").map(this::nat);
    for (Address address : addresses) {
      if (address.gateway().equals(address)) {
        throw section.complaint(
            node, "addresses", address.toString(), "not the prefix's first, which is the router's");
      }
      if (nat.isPresent() && address.isIpv6()) {
        throw section.complaint(node, "addresses", address.toString(), "IPv4 only behind a NAT");
      }
    }
    if (addresses.stream().map(Address::isIpv6).distinct().count() < addresses.size()) {
      throw section.complaint(node, "addresses", "two of a family", "at most one of each family");
    }
    Wire wire = section.value("wire", Wire.EMULATED, Wire::of);
    LinkSettings settings = settings(section);
    if (wire != Wire.EMULATED && !settings.equals(LinkSettings.PERFECT)) {
      throw section.complaint(
          node, "wire", wire.word(), "emulated, where anything else of a link is set");
    }
    return new WanLink(
        section.value("name", TopologyFile::name),
        section.value("transport", this::transport),
        section.value("device", TopologyFile::deviceName),
        addresses,
        nat,
        section.value("metric", FIRST_METRIC + index, text -> number(text, 0, 1 << 30)),
        section.value("device-mtu", 1500, text -> number(text, 576, 2000)),
        wire,
        settings);
  }

  private Nat nat(YamlNode node) {
    Section section = Section.of(file, node, "nat", NAT_KEYS);
    return new Nat(
        section.value("kind", NatKind.PORT_RESTRICTED, TopologyFile::natKind),
        section.value("address", Address::parse));
  }

  private LinkSettings settings(Section link) {
    LinkSettings settings = LinkSettings.PERFECT;
    for (String key : LinkKey.words()) {
      Optional<YamlNode> node = link.node(key);
      if (node.isPresent()) {
        settings = setting(settings, link, key, node.get());
      }
    }
    return settings;
  }

  private LinkSettings setting(LinkSettings settings, Section link, String key, YamlNode node) {
    if (!(node instanceof YamlNode.Mapping)) {
      return link.read(key, node, text -> settings.with(key, text));
    }
    Section both = Section.of(file, node, key, DIRECTIONS);
    LinkSettings result = settings;
    for (String direction : DIRECTIONS) {
      LinkSettings before = result;
      result = both.value(direction, before, text -> before.with(direction + "." + key, text));
    }
    return result;
  }

  private String hostName(Section section) {
    String name = section.value("name", TopologyFile::name);
    if (!hostNames.add(name)) {
      throw new TopologyException(
          file + ":" + section.line() + ": name: " + name + " (expected: a name not used before)");
    }
    return name;
  }

  private String transport(String name) {
    if (!transports.contains(name)) {
      throw new IllegalArgumentException(
          name + " (expected: " + Nearest.expectation(name, transports) + ")");
    }
    return name;
  }

  private static NatKind natKind(String word) {
    if (!NatKind.words().contains(word)) {
      throw new IllegalArgumentException(
          word + " (expected: " + Nearest.expectation(word, NatKind.words()) + ")");
    }
    return NatKind.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static String name(String text) {
    if (!text.matches("[a-z][a-z0-9-]{0,23}")) {
      throw new IllegalArgumentException(text + " (expected: a-z, 0-9 and -, at most 24 letters)");
    }
    return text;
  }

  private static String deviceName(String text) {
    if (!text.matches("[a-z][a-z0-9]{0,14}") || text.equals(Lan.DEVICE)) {
      throw new IllegalArgumentException(text + " (expected: a device name such as wan0)");
    }
    return text;
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(text + " (expected: a whole number)", notANumber);
    }
  }

  private static int number(String text, int least, int most) {
    String expected = text + " (expected: a whole number from " + least + " to " + most + ")";
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(expected, notANumber);
    }
    throw new IllegalArgumentException(expected);
  }
}
