package io.hawser.orchestrator.document;

import io.hawser.orchestrator.company.Lan;
import io.hawser.orchestrator.company.Names;
import io.hawser.orchestrator.company.OverlayPlan;
import io.hawser.orchestrator.company.PublicKey;
import io.hawser.orchestrator.company.Site;
import io.hawser.orchestrator.company.StockClient;
import io.hawser.orchestrator.company.Topology;
import io.hawser.orchestrator.company.WanLink;
import io.hawser.policy.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Reads a company document, and checks what only the whole can tell: each name once, hubs that
/// exist, prefixes that do not overlap.
final class CompanyReader {
  /// The unit of the document's rates.
  static final long BPS_PER_MBPS = 1_000_000;

  /// 1 Tbit/s.
  private static final long MAX_MBPS = 1_000_000;

  private static final Set<String> COMPANY_KEYS =
      ordered("topology", "overlay", "sites", "clients");
  private static final Set<String> TOPOLOGY_KEYS = ordered("kind", "hubs");
  private static final Set<String> OVERLAY_KEYS = ordered("ipv4", "ipv6");
  private static final Set<String> SITE_KEYS = ordered("name", "lan", "links");
  private static final Set<String> LAN_KEYS = ordered("device", "prefixes");
  private static final Set<String> LINK_KEYS =
      ordered(
          "name",
          "device",
          "transport",
          "metered",
          "backup",
          "behind-nat",
          "up-mbps",
          "down-mbps",
          "mtu");
  private static final Set<String> CLIENT_KEYS =
      ordered("name", "site", "public-key", "addresses", "endpoint", "keepalive-seconds");

  private record Placed(int line, String owner, Prefix prefix) {}

  private final String fileName;
  private final List<Placed> placed = new ArrayList<>();

  private CompanyReader(String fileName) {
    this.fileName = fileName;
  }

  static CompanyDocument read(String yaml, String fileName) {
    return new CompanyReader(fileName).company(YamlText.read(yaml, fileName));
  }

  private CompanyDocument company(YamlNode node) {
    Section root = Section.of(fileName, "company", node, COMPANY_KEYS);
    OverlayPlan overlay =
        root.optionalSection("overlay", OVERLAY_KEYS)
            .map(s -> s.make(CompanyReader::overlay))
            .orElse(OverlayPlan.DEFAULT);
    List<Site> sites =
        root.sections("sites", SITE_KEYS).stream().map(s -> s.make(this::site)).toList();
    Set<String> names = once("sites.name", root.sections("sites", SITE_KEYS), "name");
    placed.forEach(place -> outsideOf(overlay, place));
    List<StockClient> clients =
        root.sections("clients", CLIENT_KEYS).stream()
            .map(s -> s.make(section -> client(section, names)))
            .toList();
    once("clients.name", root.sections("clients", CLIENT_KEYS), "name");
    once("clients.public-key", root.sections("clients", CLIENT_KEYS), "public-key");
    Topology topology =
        root.optionalSection("topology", TOPOLOGY_KEYS)
            .map(s -> s.make(section -> topology(section, names)))
            .orElse(Topology.MESH);
    return new CompanyDocument(fileName, topology, overlay, sites, clients);
  }

  private Topology topology(Section section, Set<String> sites) {
    Topology.Kind kind =
        section.choice("kind", List.of(Topology.Kind.values()), Topology.Kind::word);
    List<String> hubs = section.words("hubs");
    for (String hub : hubs) {
      known(section, "topology.hubs", hub, sites);
    }
    return new Topology(kind, hubs);
  }

  private static OverlayPlan overlay(Section section) {
    return new OverlayPlan(section.prefix("ipv4"), section.prefix("ipv6"));
  }

  private Site site(Section section) {
    String name = section.word("name");
    Section lan = section.section("lan", LAN_KEYS);
    List<Prefix> prefixes = lan.prefixes("prefixes");
    List<YamlNode> nodes = lan.items("prefixes");
    for (int i = 0; i < prefixes.size(); i++) {
      place(new Placed(nodes.get(i).line(), "site " + name, prefixes.get(i)));
    }
    List<Section> sections = section.sections("links", LINK_KEYS);
    List<WanLink> links = new ArrayList<>();
    for (Section link : sections) {
      int number = links.size();
      links.add(link.make(s -> link(s, number)));
    }
    return new Site(name, lan.make(s -> new Lan(s.word("device"), prefixes)), links);
  }

  private static WanLink link(Section section, int number) {
    return new WanLink(
        number,
        section.word("name"),
        section.word("device"),
        section.word("transport"),
        section.flag("metered"),
        section.flag("backup"),
        section.flag("behind-nat"),
        section.number("up-mbps", MAX_MBPS) * BPS_PER_MBPS,
        section.number("down-mbps", MAX_MBPS) * BPS_PER_MBPS,
        Math.toIntExact(section.number("mtu", 65_535)));
  }

  private StockClient client(Section section, Set<String> sites) {
    String site = section.word("site");
    known(section, "clients.site", site, sites);
    List<Prefix> addresses = section.prefixes("addresses");
    String name = section.word("name");
    addresses.forEach(address -> place(new Placed(section.line(), "client " + name, address)));
    return new StockClient(
        name,
        site,
        new PublicKey(section.word("public-key")),
        addresses,
        section.has("endpoint") ? section.word("endpoint") : "",
        Math.toIntExact(section.number("keepalive-seconds", 65_535)));
  }

  /// An address inside two sites would be routed to one of them, whichever came first.
  private void place(Placed next) {
    for (Placed other : placed) {
      if (other.prefix().overlaps(next.prefix())) {
        throw Section.refused(
            fileName,
            next.line(),
            "prefixes: "
                + next.prefix()
                + " of "
                + next.owner()
                + " overlaps "
                + other.prefix()
                + " of "
                + other.owner()
                + " at line "
                + other.line()
                + " (expected: prefixes that do not overlap)");
      }
    }
    placed.add(next);
  }

  private void outsideOf(OverlayPlan overlay, Placed place) {
    if (overlay.overlaps(place.prefix())) {
      throw Section.refused(
          fileName,
          place.line(),
          "prefixes: "
              + place.prefix()
              + " of "
              + place.owner()
              + " overlaps the overlay's "
              + overlay.ipv4()
              + ", "
              + overlay.ipv6()
              + " (expected: prefixes outside it, or another overlay)");
    }
  }

  private void known(Section section, String what, String site, Set<String> sites) {
    if (!sites.contains(site)) {
      throw Section.refused(
          fileName,
          section.line(),
          what + ": " + Names.printable(site) + " (expected: " + Nearest.of(site, sites) + ")");
    }
  }

  private Set<String> once(String what, List<Section> sections, String key) {
    Set<String> seen = new HashSet<>();
    for (Section section : sections) {
      if (!seen.add(section.word(key))) {
        throw Section.refused(
            fileName,
            section.line(),
            what + ": " + Names.printable(section.word(key)) + " twice (expected: once)");
      }
    }
    return new TreeSet<>(seen);
  }

  /// In the order in which a person is told them.
  private static Set<String> ordered(String... keys) {
    return new LinkedHashSet<>(List.of(keys));
  }
}
