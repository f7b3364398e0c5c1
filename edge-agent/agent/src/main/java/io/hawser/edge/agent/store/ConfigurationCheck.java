package io.hawser.edge.agent.store;

import com.google.protobuf.ByteString;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Lan;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.PathPair;
import io.hawser.orchestrator.api.Peer;
import io.hawser.orchestrator.api.PeerLink;
import io.hawser.orchestrator.api.Route;
import io.hawser.orchestrator.api.StockClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Checks that a configuration is sound in itself: names unique and known where they are used, keys
/// of the right length, addresses readable.
final class ConfigurationCheck {
  private static final String NAME_FORM = "1 to 63 letters, digits and . _ -";
  private static final String KEY_FORM = "32 bytes";
  private static final int LEAST_MTU = 576;
  private static final int MOST_MTU = 65_535;

  private final EdgeConfiguration configuration;
  private final Set<String> linkNames = new HashSet<>();
  private final Map<String, Set<String>> peerLinks = new HashMap<>();
  private final Set<ByteString> keys = new HashSet<>();

  private ConfigurationCheck(EdgeConfiguration configuration) {
    this.configuration = configuration;
  }

  static void check(EdgeConfiguration configuration) throws RevisionRefused {
    new ConfigurationCheck(configuration).run();
  }

  private void run() throws RevisionRefused {
    require(configuration.getRevision() != 0, "revision", 0, "1 or more");
    requireName("edge_name", configuration.getEdgeName());
    require(
        configuration.getOverlayAddressesCount() > 0, "overlay_addresses", "none", "at least one");
    requireEach(
        "overlay_addresses",
        configuration.getOverlayAddressesList(),
        Syntax::isAddress,
        "an IP address");
    checkLinks();
    if (configuration.hasLan()) {
      checkLan(configuration.getLan());
    }
    checkPeers();
    checkPaths();
    checkRoutes();
    checkClients();
  }

  private void checkLinks() throws RevisionRefused {
    Set<String> devices = new HashSet<>();
    Set<Integer> ports = new HashSet<>();
    int servicePort = configuration.getServicePort();
    require(servicePort == 0 || Syntax.isPort(servicePort), "service_port", servicePort, "a port");
    for (Link link : configuration.getLinksList()) {
      String at = "links." + link.getName();
      requireName("links", link.getName());
      require(linkNames.add(link.getName()), at, "twice", "unique names");
      require(isDevice(link.getDevice()), at + ".device", link.getDevice(), "a Linux device name");
      require(devices.add(link.getDevice()), at + ".device", link.getDevice(), "one link a device");
      int port = link.getListenPort();
      require(Syntax.isPort(port), at + ".listen_port", port, "1 to 65535");
      require(
          port != servicePort && ports.add(port), at + ".listen_port", port, "a port of its own");
      int mtu = link.getMtu();
      require(
          mtu == 0 || (mtu >= LEAST_MTU && mtu <= MOST_MTU),
          at + ".mtu",
          mtu,
          "0 or %d to %d".formatted(LEAST_MTU, MOST_MTU));
    }
  }

  private static void checkLan(Lan lan) throws RevisionRefused {
    require(
        lan.getDevice().isEmpty() || isDevice(lan.getDevice()),
        "lan.device",
        lan.getDevice(),
        "a Linux device name");
    requireEach("lan.prefixes", lan.getPrefixesList(), Syntax::isPrefix, "ADDRESS/LENGTH");
  }

  private void checkPeers() throws RevisionRefused {
    Set<String> names = new HashSet<>();
    for (Peer peer : configuration.getPeersList()) {
      String at = "peers." + peer.getName();
      requireName("peers", peer.getName());
      require(names.add(peer.getName()), at, "twice", "unique names");
      require(
          !peer.getEdgeId().isEmpty() && !peer.getEdgeId().equals(configuration.getEdgeId()),
          at + ".edge_id",
          peer.getEdgeId(),
          "the id of another edge");
      Set<String> links = new HashSet<>();
      require(
          peerLinks.put(peer.getEdgeId(), links) == null,
          at + ".edge_id",
          peer.getEdgeId(),
          "unique ids");
      require(
          peer.getServiceKey().isEmpty() || peer.getServiceKey().size() == AgreementKey.LENGTH,
          at + ".service_key",
          peer.getServiceKey().size() + " bytes",
          "none or " + KEY_FORM);
      requireEach(
          at + ".overlay_addresses",
          peer.getOverlayAddressesList(),
          Syntax::isAddress,
          "an IP address");
      requireEach(
          at + ".allowed_prefixes",
          peer.getAllowedPrefixesList(),
          Syntax::isPrefix,
          "ADDRESS/LENGTH");
      checkPeerLinks(at, peer, links);
    }
  }

  private void checkPeerLinks(String peerAt, Peer peer, Set<String> names) throws RevisionRefused {
    for (PeerLink link : peer.getLinksList()) {
      String at = peerAt + ".links." + link.getName();
      requireName(peerAt + ".links", link.getName());
      require(names.add(link.getName()), at, "twice", "unique names");
      requireKey(at + ".public_key", link.getPublicKey());
      requireEach(at + ".endpoints", link.getEndpointsList(), Syntax::isEndpoint, "ADDRESS:PORT");
    }
  }

  private void checkPaths() throws RevisionRefused {
    Set<PathPair> seen = new HashSet<>();
    for (PathPair path : configuration.getPathsList()) {
      String at = "paths." + path.getLink() + ">" + path.getPeerId() + "/" + path.getPeerLink();
      require(linkNames.contains(path.getLink()), at, path.getLink(), "one of links");
      Set<String> links = peerLinks.get(path.getPeerId());
      require(links != null, at, path.getPeerId(), "the edge_id of one of peers");
      require(
          links != null && links.contains(path.getPeerLink()),
          at,
          path.getPeerLink(),
          "a link of that peer");
      require(seen.add(path), at, "twice", "each pair once");
    }
  }

  private void checkRoutes() throws RevisionRefused {
    Set<String> prefixes = new HashSet<>();
    for (Route route : configuration.getRoutesList()) {
      String at = "routes." + route.getPrefix();
      require(Syntax.isPrefix(route.getPrefix()), "routes", route.getPrefix(), "ADDRESS/LENGTH");
      require(prefixes.add(route.getPrefix()), at, "twice", "each prefix once");
      requireEach(
          at + ".via_peer_ids",
          route.getViaPeerIdsList(),
          peerLinks::containsKey,
          "the edge_id of one of peers");
    }
  }

  private void checkClients() throws RevisionRefused {
    Set<String> names = new HashSet<>();
    for (StockClient client : configuration.getClientsList()) {
      String at = "clients." + client.getName();
      requireName("clients", client.getName());
      require(names.add(client.getName()), at, "twice", "unique names");
      requireKey(at + ".public_key", client.getPublicKey());
      int sharedLength = client.getPresharedKey().size();
      require(
          sharedLength == 0 || sharedLength == AgreementKey.LENGTH,
          at + ".preshared_key",
          sharedLength + " bytes",
          "none or " + KEY_FORM);
      requireEach(at + ".addresses", client.getAddressesList(), Syntax::isPrefix, "ADDRESS/LENGTH");
      require(
          client.getEndpoint().isEmpty() || Syntax.isEndpoint(client.getEndpoint()),
          at + ".endpoint",
          client.getEndpoint(),
          "ADDRESS:PORT");
    }
  }

  private void requireKey(String at, ByteString key) throws RevisionRefused {
    require(key.size() == AgreementKey.LENGTH, at, key.size() + " bytes", KEY_FORM);
    require(keys.add(key), at, Hex.shortened(key), "a key of its own");
  }

  private static void requireName(String at, String name) throws RevisionRefused {
    require(DeviceKeys.isLinkName(name), at, "'" + name + "'", NAME_FORM);
  }

  private static void requireEach(
      String at, List<String> values, Predicate<String> isGood, String expected)
      throws RevisionRefused {
    Set<String> seen = new HashSet<>();
    for (String value : values) {
      require(isGood.test(value), at, value, expected);
      require(seen.add(value), at, value + " twice", "each once");
    }
  }

  /// Linux's own rule for device names (`dev_valid_name`).
  private static boolean isDevice(String name) {
    return name.matches("[^/:\\s]{1,15}") && !name.equals(".") && !name.equals("..");
  }

  private static void require(boolean holds, String at, Object value, String expected)
      throws RevisionRefused {
    if (!holds) {
      throw new RevisionRefused(at + ": " + value + " (expected: " + expected + ")");
    }
  }
}
