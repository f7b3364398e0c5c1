package io.hawser.edge.agent.runtime;

import com.google.protobuf.ByteString;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.linux.WanLink;
import io.hawser.edge.agent.runtime.HostPlan.HostLink;
import io.hawser.edge.agent.store.AgreementKey;
import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.EdgePlan.ClientPlan;
import io.hawser.edge.control.EdgePlan.LinkPlan;
import io.hawser.edge.control.EdgePlan.PairPlan;
import io.hawser.edge.control.EdgePlan.PeerLinkPlan;
import io.hawser.edge.control.EdgePlan.PeerPlan;
import io.hawser.edge.control.EdgePlan.RoutePlan;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.Peer;
import io.hawser.orchestrator.api.PeerLink;
import io.hawser.orchestrator.api.StockClient;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A configuration in the words of the core ([#edge]) and of the machine ([#host]). Immutable.
///
/// @param slots number of each link by its name
record ConfiguredPlan(
    EdgeConfiguration configuration,
    Policy policy,
    Map<String, Integer> slots,
    Map<String, PrivateKey> keys,
    PrivateKey serviceKey) {
  private static final String POLICY_FILE = "policy_yaml";

  /// Reads a configuration; links that were known before keep their number, so that their sockets,
  /// marks and tables stay.
  static ConfiguredPlan of(
      EdgeConfiguration configuration, DeviceKeys deviceKeys, Map<String, Integer> known) {
    Map<String, PrivateKey> keys = new HashMap<>();
    for (Link link : configuration.getLinksList()) {
      keys.put(link.getName(), key(deviceKeys.linkKey(link.getName())));
    }
    return new ConfiguredPlan(
        configuration,
        Policy.parse(configuration.getPolicyYaml(), POLICY_FILE),
        slots(configuration, known),
        keys,
        key(deviceKeys.serviceKey()));
  }

  private static PrivateKey key(AgreementKey key) {
    return PrivateKey.of(key.privateKey());
  }

  private static Map<String, Integer> slots(
      EdgeConfiguration configuration, Map<String, Integer> known) {
    Map<String, Integer> slots = new HashMap<>();
    for (Link link : configuration.getLinksList()) {
      Integer slot = known.get(link.getName());
      if (slot != null) {
        slots.put(link.getName(), slot);
      }
    }
    int next = 0;
    for (Link link : configuration.getLinksList()) {
      if (!slots.containsKey(link.getName())) {
        while (slots.containsValue(next)) {
          next++;
        }
        slots.put(link.getName(), next);
      }
    }
    return slots;
  }

  // ---------------------------------------------------------------- the machine

  HostPlan host() {
    return new HostPlan(
        configuration.getLinksList().stream().map(this::hostLink).toList(),
        configuration.getServicePort(),
        configuration.getOverlayAddressesList(),
        innerPrefixes().distinct().toList(),
        configuration.getLan().getPrefixesList());
  }

  private HostLink hostLink(Link link) {
    return new HostLink(
        new WanLink(slot(link), link.getName(), link.getDevice()),
        link.getListenPort(),
        link.getMtu());
  }

  private Stream<String> innerPrefixes() {
    Stream<String> routes = configuration.getRoutesList().stream().map(route -> route.getPrefix());
    Stream<String> clients =
        configuration.getClientsList().stream()
            .flatMap(client -> client.getAddressesList().stream());
    return Stream.concat(routes, clients);
  }

  // ---------------------------------------------------------------- the core

  /// @param devices for the MTU of links whose configuration leaves it to the device
  EdgePlan edge(Devices devices) {
    List<Prefix> local = new ArrayList<>();
    configuration.getLan().getPrefixesList().forEach(text -> local.add(Prefix.parse(text)));
    configuration.getOverlayAddressesList().forEach(text -> local.add(hostPrefix(text)));
    return new EdgePlan(
        configuration.getRevision(),
        configuration.getEdgeId(),
        configuration.getEdgeName(),
        configuration.getSite(),
        serviceKey,
        configuration.getLinksList().stream().map(link -> link(link, devices)).toList(),
        configuration.getPeersList().stream().map(ConfiguredPlan::peer).toList(),
        configuration.getPathsList().stream()
            .map(path -> new PairPlan(path.getLink(), path.getPeerId(), path.getPeerLink()))
            .toList(),
        configuration.getRoutesList().stream()
            .map(
                route ->
                    new RoutePlan(
                        Prefix.parse(route.getPrefix()),
                        route.getSite(),
                        route.getViaPeerIdsList()))
            .toList(),
        configuration.getClientsList().stream().map(ConfiguredPlan::client).toList(),
        local,
        policy);
  }

  private LinkPlan link(Link link, Devices devices) {
    PrivateKey key = keys.get(link.getName());
    if (key == null) {
      throw new IllegalStateException("key: none for link " + link.getName() + " (expected: one)");
    }
    return new LinkPlan(
        slot(link),
        link.getName(),
        link.getTransport(),
        link.getMetered(),
        link.getBackup(),
        hostLink(link).mtu(devices),
        link.getUpBps(),
        key);
  }

  private int slot(Link link) {
    return slots.getOrDefault(link.getName(), 0);
  }

  private static PeerPlan peer(Peer peer) {
    return new PeerPlan(
        peer.getEdgeId(),
        peer.getName(),
        peer.getSite(),
        Stream.concat(
                peer.getAllowedPrefixesList().stream().map(Prefix::parse),
                peer.getOverlayAddressesList().stream().map(ConfiguredPlan::hostPrefix))
            .distinct()
            .toList(),
        peer.getCiphersList().contains(PacketCipher.AES_256_GCM.word()),
        peer.getLinksList().stream().map(ConfiguredPlan::peerLink).toList());
  }

  private static PeerLinkPlan peerLink(PeerLink link) {
    return new PeerLinkPlan(
        link.getName(),
        publicKey(link.getPublicKey()),
        link.getEndpointsList().stream().map(ConfiguredPlan::endpoint).toList(),
        link.getMetered(),
        link.getBackup(),
        link.getMtu(),
        link.getDownBps());
  }

  private static ClientPlan client(StockClient client) {
    return new ClientPlan(
        client.getName(),
        publicKey(client.getPublicKey()),
        client.getPresharedKey().isEmpty()
            ? PresharedKey.NONE
            : PresharedKey.of(client.getPresharedKey().toByteArray()),
        client.getAddressesList().stream().map(Prefix::parse).toList(),
        client.getEndpoint().isEmpty()
            ? Optional.empty()
            : Optional.of(endpoint(client.getEndpoint())),
        client.getKeepaliveSeconds());
  }

  private static PublicKey publicKey(ByteString bytes) {
    return PublicKey.of(bytes.toByteArray());
  }

  /// "198.51.100.7:51820", "[2001:db8::7]:51820".
  private static InetSocketAddress endpoint(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        InetAddress.ofLiteral(text.substring(0, colon)),
        Integer.parseInt(text.substring(colon + 1)));
  }

  private static Prefix hostPrefix(String address) {
    return Prefix.parse(address + (address.indexOf(':') < 0 ? "/32" : "/128"));
  }
}
