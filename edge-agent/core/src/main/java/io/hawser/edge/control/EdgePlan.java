package io.hawser.edge.control;

import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A configuration in the core's own words: checked, complete, with this edge's keys filled in.
///
/// @param revision its number
/// @param site the site that this edge serves
/// @param serviceKey the key of stock WireGuard clients
/// @param local inner prefixes that the kernel delivers here: the LAN and the edge's own addresses
public record EdgePlan(
    long revision,
    String edgeId,
    String name,
    String site,
    PrivateKey serviceKey,
    List<LinkPlan> links,
    List<PeerPlan> peers,
    List<PairPlan> pairs,
    List<RoutePlan> routes,
    List<ClientPlan> clients,
    List<Prefix> local,
    Policy policy) {

  /// A WAN link of this edge.
  ///
  /// @param slot its index in the shell, kept while the link exists
  /// @param mtu outer IP MTU, bytes
  /// @param upBps rate outwards, bits a second of IP packets, which is not exceeded; 0 where nobody
  ///   said
  public record LinkPlan(
      int slot,
      String name,
      String transport,
      boolean metered,
      boolean backup,
      int mtu,
      long upBps,
      PrivateKey key) {}

  /// Another edge.
  ///
  /// @param allowed inner source addresses that it may send
  /// @param aes256Gcm whether the configuration says of both sides that they have AES-256-GCM
  public record PeerPlan(
      String id,
      String name,
      String site,
      List<Prefix> allowed,
      boolean aes256Gcm,
      List<PeerLinkPlan> links) {
    public PeerPlan {
      allowed = List.copyOf(allowed);
      links = List.copyOf(links);
      requireUnique("peer " + name + ": link", links, PeerLinkPlan::name);
    }
  }

  /// @param endpoints where it can be reached first; empty behind a NAT
  /// @param mtu outer IP MTU, bytes; 0 where nobody has said
  /// @param downBps rate inwards, bits a second of IP packets; 0 where nobody said
  public record PeerLinkPlan(
      String name,
      PublicKey key,
      List<InetSocketAddress> endpoints,
      boolean metered,
      boolean backup,
      int mtu,
      long downBps) {
    public PeerLinkPlan {
      endpoints = List.copyOf(endpoints);
    }
  }

  /// A path: my link and a peer's link.
  public record PairPlan(String link, String peerId, String peerLink) {}

  /// @param via peer ids in order of preference
  public record RoutePlan(Prefix prefix, String site, List<String> via) {
    public RoutePlan {
      via = List.copyOf(via);
    }
  }

  /// A stock WireGuard client of the service key.
  ///
  /// @param endpoint where it can be reached first
  /// @param keepaliveSeconds persistent keepalive, 0 for none
  public record ClientPlan(
      String name,
      PublicKey key,
      PresharedKey presharedKey,
      List<Prefix> addresses,
      Optional<InetSocketAddress> endpoint,
      int keepaliveSeconds) {
    public ClientPlan {
      addresses = List.copyOf(addresses);
    }
  }

  public EdgePlan {
    links = List.copyOf(links);
    peers = List.copyOf(peers);
    pairs = List.copyOf(pairs);
    routes = List.copyOf(routes);
    clients = List.copyOf(clients);
    local = List.copyOf(local);
    requireUnique("link", links, LinkPlan::name);
    requireUnique("peer", peers, PeerPlan::id);
    requireUnique("route", routes, RoutePlan::prefix);
    requireUnique("client", clients, ClientPlan::key);
    requireUnique("path", pairs, Function.identity());
  }

  Optional<LinkPlan> link(String name) {
    return links.stream().filter(link -> link.name().equals(name)).findFirst();
  }

  Optional<PeerPlan> peer(String id) {
    return peers.stream().filter(peer -> peer.id().equals(id)).findFirst();
  }

  private static <T> void requireUnique(String what, List<T> list, Function<? super T, ?> name) {
    Set<Object> seen = new HashSet<>();
    for (T each : list) {
      if (!seen.add(name.apply(each))) {
        throw new IllegalArgumentException(
            what + ": " + name.apply(each) + " twice (expected: each once)");
      }
    }
  }
}
