package io.hawser.edge.control;

import io.hawser.edge.control.EdgePlan.ClientPlan;
import io.hawser.edge.control.EdgePlan.LinkPlan;
import io.hawser.edge.control.EdgePlan.PairPlan;
import io.hawser.edge.control.EdgePlan.PeerLinkPlan;
import io.hawser.edge.control.EdgePlan.PeerPlan;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.dataplane.Forwarding;
import io.hawser.edge.dataplane.InboundCommands;
import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.dataplane.PathCounters;
import io.hawser.edge.dataplane.PathSlot;
import io.hawser.edge.dataplane.PeerSlot;
import io.hawser.edge.dataplane.Sockets;
import io.hawser.edge.path.PathLabel;
import io.hawser.edge.path.PathMonitor;
import io.hawser.edge.path.PathState;
import io.hawser.edge.steer.PrefixMap;
import io.hawser.edge.steer.Route;
import io.hawser.edge.wireguard.Contact;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.LocalIdentity;
import io.hawser.edge.wireguard.PeeringSettings;
import io.hawser.edge.wireguard.Surroundings;
import io.hawser.edge.wireguard.TimestampLog;
import io.hawser.policy.Prefix;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A plan made real: identities, peerings and slots, carried over from plan to plan. Owned by the
/// control thread.
///
/// A path is the same path while both its keys are ([PathName]); its session, its counters and its
/// slot then outlive every change of names, addresses and policy.
final class PlanTables {
  /// IPv6 header, UDP header, tunnel header and tag: what an inner packet grows by on the wire.
  private static final int OVERHEAD_V6 = 40 + 8 + 16 + 16;

  /// What the least datagram that every IPv4 host takes leaves inside (RFC 791, section 3.1). IPv6
  /// inside needs more (1,280), and is told so.
  private static final int LEAST_INNER_MTU = 576 - OVERHEAD_V6;

  /// How long one address of a peer is tried: a handshake's second try (5.3 s) falls into it.
  private static final long ROTATE_NS = 6_000_000_000L;

  private final Surroundings surroundings;
  private final Function<PublicKey, TimestampLog> logs;
  private final KeyCourier courier;
  private final PathMonitor monitor;

  private final Map<PublicKey, LocalIdentity> identities = new LinkedHashMap<>();
  private final Map<Integer, LocalIdentity> linkIdentities = new HashMap<>();
  private final Map<Integer, LinkState> links = new HashMap<>();
  private final SlotTable<String, PeerSlot> peers = new SlotTable<>();
  private final SlotTable<PathName, ControlPath> paths = new SlotTable<>();
  private @Nullable LocalIdentity service;
  private long generation;
  private long epoch;

  PlanTables(
      Surroundings surroundings,
      Function<PublicKey, TimestampLog> logs,
      KeyCourier courier,
      PathMonitor monitor) {
    this.surroundings = surroundings;
    this.logs = logs;
    this.courier = courier;
    this.monitor = monitor;
  }

  // ---------------------------------------------------------------- a plan

  void apply(EdgePlan plan, OutboundCommands outbound, InboundCommands inbound, long nowNs) {
    peers.settle();
    paths.settle();
    adoptIdentities(plan);
    adoptPeers(plan);
    List<ControlPath> fresh = adoptPaths(plan, nowNs);
    Forwarding forwarding = forwarding(plan);
    inbound.onForwarding(forwarding);
    outbound.onForwarding(forwarding);
    fresh.forEach(path -> path.peering.wantSession(nowNs));
  }

  private void adoptIdentities(EdgePlan plan) {
    linkIdentities.clear();
    Set<PublicKey> wanted = new HashSet<>();
    for (LinkPlan link : plan.links()) {
      linkIdentities.put(link.slot(), identity(link.key()));
      wanted.add(link.key().publicKey());
    }
    service = identity(plan.serviceKey());
    wanted.add(plan.serviceKey().publicKey());
    for (PathName name : paths.names()) {
      if (!wanted.contains(name.local())) {
        drop(name);
      }
    }
    identities.keySet().retainAll(wanted);
  }

  private LocalIdentity identity(PrivateKey key) {
    return identities.computeIfAbsent(
        key.publicKey(), known -> new LocalIdentity(key, logs.apply(known), surroundings));
  }

  private void adoptPeers(EdgePlan plan) {
    Set<String> wanted = new HashSet<>();
    for (PeerPlan peer : plan.peers()) {
      wanted.add(peer.id());
      peers.put(
          peer.id(),
          new PeerSlot(
              peers.slotOf(peer.id()),
              peer.id(),
              peer.name(),
              peer.site(),
              true,
              allowed(peer.allowed())));
    }
    for (ClientPlan client : plan.clients()) {
      String id = clientId(client);
      wanted.add(id);
      peers.put(
          id,
          new PeerSlot(
              peers.slotOf(id),
              id,
              client.name(),
              plan.site(),
              false,
              allowed(client.addresses())));
    }
    peers.names().stream().filter(id -> !wanted.contains(id)).forEach(peers::remove);
  }

  private static String clientId(ClientPlan client) {
    return "client " + client.key();
  }

  private static PrefixMap<Boolean> allowed(List<Prefix> prefixes) {
    Map<Prefix, Boolean> map = new HashMap<>();
    prefixes.forEach(prefix -> map.put(prefix, true));
    return new PrefixMap<>(map);
  }

  /// @return the paths that did not exist before
  private List<ControlPath> adoptPaths(EdgePlan plan, long nowNs) {
    Set<PathName> wanted = new HashSet<>();
    List<ControlPath> fresh = new ArrayList<>();
    for (PairPlan pair : plan.pairs()) {
      LinkPlan link = plan.link(pair.link()).orElseThrow(() -> unknown("link", pair.link()));
      PeerPlan peer = plan.peer(pair.peerId()).orElseThrow(() -> unknown("peer", pair.peerId()));
      PeerLinkPlan theirs =
          peer.links().stream()
              .filter(candidate -> candidate.name().equals(pair.peerLink()))
              .findFirst()
              .orElseThrow(() -> unknown("link of " + peer.name(), pair.peerLink()));
      PathName name = new PathName(link.key().publicKey(), theirs.key());
      wanted.add(name);
      adoptPath(name, link, peer, theirs, nowNs).ifPresent(fresh::add);
    }
    for (ClientPlan client : plan.clients()) {
      PathName name = new PathName(plan.serviceKey().publicKey(), client.key());
      wanted.add(name);
      adoptClient(name, plan, client, nowNs);
    }
    paths.names().stream().filter(name -> !wanted.contains(name)).forEach(this::drop);
    return fresh;
  }

  private static IllegalArgumentException unknown(String what, String name) {
    return new IllegalArgumentException(
        "path: " + what + " " + name + " (expected: one that the configuration names)");
  }

  private Optional<ControlPath> adoptPath(
      PathName name, LinkPlan link, PeerPlan peer, PeerLinkPlan theirs, long nowNs) {
    String id = link.name() + ">" + peer.name() + "/" + theirs.name();
    int outerMtu = theirs.mtu() == 0 ? link.mtu() : Math.min(link.mtu(), theirs.mtu());
    int innerMtu = Math.max(LEAST_INNER_MTU, outerMtu - OVERHEAD_V6);
    ControlPath known = paths.find(name);
    boolean secondCipher = surroundings.ciphers().aes256Gcm() && peer.aes256Gcm();
    PathLabel label =
        new PathLabel(
            paths.slotOf(name),
            id,
            peer.name(),
            link.name(),
            theirs.name(),
            link.transport(),
            link.metered() || theirs.metered(),
            link.backup() || theirs.backup(),
            isKeeper(name, link.metered(), theirs.metered()));
    PathSlot.Cost cost = PathSlot.Cost.of(label.metered(), label.backup());
    if (known != null) {
      known.slot = known.slot.with(id, peers.slotOf(peer.id()), innerMtu, cost);
      known.peering.haveSecondCipher(secondCipher);
      if (!label.equals(known.label)) {
        // Another name or tariff: what was measured under the old one is begun anew.
        monitor.removePath(label.path());
        monitor.addPath(label, nowNs);
        known.label = label;
      }
      if (!known.endpoints.equals(theirs.endpoints())) {
        known.endpoints = theirs.endpoints();
        known.placedNs = nowNs;
        place(known, link.slot());
      }
      return Optional.empty();
    }
    int socket = Sockets.ofLink(link.slot());
    LocalIdentity identity = Objects.requireNonNull(linkIdentities.get(link.slot()));
    PeeringSettings settings =
        new PeeringSettings(
            name.remote(),
            PresharedKey.NONE,
            0,
            socket,
            endpoint(theirs.endpoints(), link.slot(), socket));
    ControlPath path =
        open(name, identity, settings, id, peers.slotOf(peer.id()), innerMtu, false, cost, nowNs);
    path.endpoints = theirs.endpoints();
    path.label = label;
    path.peering.haveSecondCipher(secondCipher);
    path.placedNs = nowNs;
    monitor.addPath(label, nowNs);
    announce(link, nowNs);
    return Optional.of(path);
  }

  /// Of a path's two ends the one whose link costs, as it is there that a NAT is likely to be;
  /// where both or neither do, the one with the lesser key.
  private static boolean isKeeper(PathName name, boolean ours, boolean theirs) {
    return ours == theirs ? name.local().compareTo(name.remote()) < 0 : ours;
  }

  /// A path that is new on a link that is known to be down starts down.
  private void announce(LinkPlan link, long nowNs) {
    LinkState state = links.get(link.slot());
    if (state != null && !state.up()) {
      monitor.onLinkDown(link.name(), state.why(), nowNs);
    }
  }

  private void adoptClient(PathName name, EdgePlan plan, ClientPlan client, long nowNs) {
    int peer = peers.slotOf(clientId(client));
    String id = "service>" + client.name();
    int innerMtu =
        Math.max(
            LEAST_INNER_MTU,
            plan.links().stream().mapToInt(LinkPlan::mtu).min().orElse(1500) - OVERHEAD_V6);
    ControlPath known = paths.find(name);
    Endpoint now = known == null ? null : known.peering.contact().endpoint();
    if (known != null && isSamePeering(client, known.client)) {
      known.slot = known.slot.with(id, peer, innerMtu, PathSlot.Cost.NONE);
      followEndpoint(known, plan, client);
      known.client = client;
      return;
    }
    drop(name);
    LocalIdentity identity = Objects.requireNonNull(service);
    PeeringSettings settings =
        new PeeringSettings(
            client.key(),
            client.presharedKey(),
            client.keepaliveSeconds() * 1_000_000_000L,
            Contact.ANY_SOCKET,
            client.endpoint().map(address -> clientEndpoint(plan, address)).orElse(now));
    open(name, identity, settings, id, peer, innerMtu, true, PathSlot.Cost.NONE, nowNs).client =
        client;
  }

  private static boolean isSamePeering(ClientPlan client, @Nullable ClientPlan before) {
    return before != null
        && client.presharedKey().equals(before.presharedKey())
        && client.keepaliveSeconds() == before.keepaliveSeconds();
  }

  /// Another configured address counts; the same one does not undo where the client roamed to.
  private void followEndpoint(ControlPath known, EdgePlan plan, ClientPlan client) {
    if (known.client != null && !client.endpoint().equals(known.client.endpoint())) {
      client.endpoint().ifPresent(address -> known.peering.place(clientEndpoint(plan, address)));
    }
  }

  /// The first link that has the address family, or simply the first.
  private Endpoint clientEndpoint(EdgePlan plan, InetSocketAddress address) {
    int link =
        plan.links().stream()
            .map(LinkPlan::slot)
            .filter(slot -> reaches(slot, address))
            .findFirst()
            .orElse(0);
    return new Endpoint(Sockets.ofService(link), address);
  }

  /// A client that is called by a link which does not reach it any more is called by another one.
  private void placeClient(ControlPath path, EdgePlan plan) {
    Endpoint now = path.peering.contact().endpoint();
    ClientPlan client = path.client;
    if (client == null || (now != null && reaches(Sockets.link(now.socket()), now.address()))) {
      return;
    }
    InetSocketAddress address = now == null ? client.endpoint().orElse(null) : now.address();
    if (address != null) {
      path.peering.place(clientEndpoint(plan, address));
    }
  }

  private ControlPath open(
      PathName name,
      LocalIdentity identity,
      PeeringSettings settings,
      String id,
      int peer,
      int innerMtu,
      boolean stock,
      PathSlot.Cost cost,
      long nowNs) {
    int slot = paths.slotOf(name);
    PathSlot place =
        new PathSlot(
            slot,
            ++generation,
            id,
            peer,
            innerMtu,
            stock,
            cost,
            new PathCounters(),
            new PathCounters());
    ControlPath path =
        new ControlPath(name, identity, identity.add(settings, nowNs), place, List.of());
    paths.put(name, path);
    courier.assign(path.peering, slot);
    return path;
  }

  private void drop(PathName name) {
    ControlPath gone = paths.find(name);
    if (gone != null) {
      gone.identity.remove(name.remote());
      courier.release(gone.peering);
      monitor.removePath(gone.slot.slot());
      paths.remove(name);
    }
  }

  private Forwarding forwarding(EdgePlan plan) {
    Map<Prefix, Route> routes = new HashMap<>();
    for (EdgePlan.RoutePlan route : plan.routes()) {
      List<Integer> hops =
          route.via().stream().filter(id -> peers.find(id) != null).map(peers::slotOf).toList();
      routes.put(route.prefix(), new Route(route.site(), hops));
    }
    for (ClientPlan client : plan.clients()) {
      for (Prefix prefix : client.addresses()) {
        routes.put(prefix, new Route(plan.site(), List.of(peers.slotOf(clientId(client)))));
      }
    }
    plan.local().forEach(prefix -> routes.putIfAbsent(prefix, new Route(plan.site(), List.of())));
    List<@Nullable PathSlot> slots = new ArrayList<>();
    for (ControlPath path : paths.values()) {
      slots.add(path == null ? null : path.slot);
    }
    Map<Integer, Long> rates = new HashMap<>();
    for (LinkPlan link : plan.links()) {
      if (link.upBps() > 0) {
        rates.put(link.slot(), link.upBps());
      }
    }
    return Forwarding.of(
        ++epoch,
        plan.policy(),
        new PrefixMap<>(routes),
        peers.values(),
        slots,
        rates,
        FarRates.of(plan, paths.values()));
  }

  // ---------------------------------------------------------------- links and endpoints

  /// What is known of the link's device; null before anything is.
  @Nullable LinkState linkState(int slot) {
    return links.get(slot);
  }

  /// Notes the state; answers what was noted before, null for nothing.
  @Nullable LinkState noteLink(LinkState state) {
    return links.put(state.slot(), state);
  }

  /// Chooses endpoints anew for paths that have none that their link reaches, after its families
  /// changed.
  void placeEndpoints(EdgePlan plan) {
    for (ControlPath path : paths.present()) {
      if (path.slot.stock()) {
        placeClient(path, plan);
      } else {
        Endpoint now = path.peering.contact().endpoint();
        linkOf(path)
            .filter(link -> now == null || !reaches(link, now.address()))
            .ifPresent(link -> place(path, link));
      }
    }
  }

  private Optional<Integer> linkOf(ControlPath path) {
    return linkIdentities.entrySet().stream()
        .filter(entry -> entry.getValue() == path.identity)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private void place(ControlPath path, int link) {
    Endpoint endpoint = endpoint(path.endpoints, link, Sockets.ofLink(link));
    if (endpoint != null) {
      path.peering.place(endpoint);
    }
  }

  /// The first address that the link can reach.
  private @Nullable Endpoint endpoint(List<InetSocketAddress> addresses, int link, int socket) {
    return reachable(addresses, link).stream()
        .findFirst()
        .map(address -> new Endpoint(socket, address))
        .orElse(null);
  }

  /// The addresses that the link can reach, IPv4 before IPv6.
  private List<InetSocketAddress> reachable(List<InetSocketAddress> addresses, int link) {
    return addresses.stream()
        .filter(address -> reaches(link, address))
        .sorted(Comparator.comparing(address -> !(address.getAddress() instanceof Inet4Address)))
        .toList();
  }

  /// Goes to the next address where none was heard at the present one for a while: it may be wrong,
  /// or its family broken.
  void rotateEndpoints(long nowNs) {
    for (ControlPath path : paths.present()) {
      PathState state = monitor.outbound(path.slot.slot());
      boolean isLost = state == PathState.UNKNOWN || state == PathState.DOWN;
      long heardNs = path.peering.contact().lastTransportReceivedNs();
      long sinceNs = heardNs == Contact.NEVER ? path.placedNs : Math.max(heardNs, path.placedNs);
      if (!path.slot.stock() && isLost && nowNs - sinceNs >= ROTATE_NS) {
        linkOf(path).ifPresent(link -> rotate(path, link, nowNs));
      }
    }
  }

  private void rotate(ControlPath path, int link, long nowNs) {
    path.placedNs = nowNs;
    List<InetSocketAddress> addresses = reachable(path.endpoints, link);
    Endpoint now = path.peering.contact().endpoint();
    int next = now == null ? 0 : addresses.indexOf(now.address()) + 1;
    if (addresses.isEmpty() || (addresses.size() == 1 && next == 1)) {
      return;
    }
    InetSocketAddress address = addresses.get(next % addresses.size());
    path.peering.place(new Endpoint(Sockets.ofLink(link), address));
    monitor.onWayChanged(path.slot.slot(), nowNs);
  }

  private boolean reaches(int link, InetSocketAddress address) {
    LinkState state = links.get(link);
    return state != null
        && (address.getAddress() instanceof Inet4Address ? state.ipv4() : state.ipv6());
  }

  // ---------------------------------------------------------------- time

  long nextDeadlineNs() {
    long earliestNs = Long.MAX_VALUE;
    for (LocalIdentity identity : identities.values()) {
      earliestNs = Math.min(earliestNs, identity.nextDeadlineNs());
    }
    return earliestNs;
  }

  void noteBacklog(int waiting, int capacity, long nowNs) {
    identities.values().forEach(identity -> identity.noteBacklog(waiting, capacity, nowNs));
  }

  void onTick(long nowNs) {
    identities.values().forEach(identity -> identity.onTick(nowNs));
  }

  /// Paths between edges always want a session; a peering that tries already goes on as it does.
  void wantSessions(long nowNs) {
    for (ControlPath path : paths.present()) {
      if (!path.slot.stock()
          && path.peering.contact().endpoint() != null
          && !path.peering.hasSession(nowNs)) {
        path.peering.wantSession(nowNs);
      }
    }
  }

  // ---------------------------------------------------------------- look-ups

  @Nullable LocalIdentity identityOf(int socket) {
    return Sockets.isService(socket) ? service : linkIdentities.get(Sockets.link(socket));
  }

  Collection<LocalIdentity> linkIdentities() {
    return linkIdentities.values();
  }

  @Nullable ControlPath path(int slot) {
    return paths.at(slot);
  }

  List<ControlPath> paths() {
    return paths.present();
  }

  /// Slots of peers by name, of those that speak overlay frames.
  Map<String, Integer> edgePeers() {
    Map<String, Integer> slots = new HashMap<>();
    for (PeerSlot peer : peers.present()) {
      if (peer.edge()) {
        slots.put(peer.name(), peer.slot());
      }
    }
    return slots;
  }

  /// Slots of paths by id.
  Map<String, Integer> pathSlots() {
    Map<String, Integer> slots = new HashMap<>();
    paths.present().forEach(path -> slots.put(path.slot.id(), path.slot.slot()));
    return slots;
  }

  /// Slots of stock clients' paths by the slot of the client.
  Map<Integer, Integer> stockPaths() {
    Map<Integer, Integer> slots = new HashMap<>();
    for (ControlPath path : paths.present()) {
      if (path.slot.stock()) {
        slots.put(path.slot.peer(), path.slot.slot());
      }
    }
    return slots;
  }

  List<SessionView> sessions(long nowNs) {
    List<SessionView> views = new ArrayList<>();
    for (ControlPath path : paths.present()) {
      PeerSlot peer = peers.at(path.slot.peer());
      if (peer != null) {
        views.add(SessionView.of(path, peer, nowNs));
      }
    }
    return views;
  }
}
