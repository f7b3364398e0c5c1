package io.hawser.lab.namespace;

import io.hawser.lab.emulator.WirePlan;
import io.hawser.lab.topology.Address;
import io.hawser.lab.topology.Lan;
import io.hawser.lab.topology.LanHost;
import io.hawser.lab.topology.Nat;
import io.hawser.lab.topology.Server;
import io.hawser.lab.topology.Site;
import io.hawser.lab.topology.Topology;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.topology.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A topology as lines for `ip -batch`, by namespace; nothing is run here.
public final class Blueprint {
  private final Instance instance;
  private final Set<String> hosts = new LinkedHashSet<>();
  private final Set<NetworkNamespace> namespaces = new LinkedHashSet<>();
  private final Set<NetworkNamespace> routers = new LinkedHashSet<>();
  private final List<String> pairs = new ArrayList<>();
  private final Map<NetworkNamespace, List<String>> addresses = new LinkedHashMap<>();
  private final Map<NetworkNamespace, List<String>> routes = new LinkedHashMap<>();
  private final Map<NetworkNamespace, List<String>> realFrames = new LinkedHashMap<>();
  private final Map<NetworkNamespace, String> firewalls = new LinkedHashMap<>();
  private final List<WirePlan> wires = new ArrayList<>();
  private int ports;

  public Blueprint(Instance instance, Topology topology) {
    this.instance = instance;
    namespace(instance.wires());
    namespace(instance.lans());
    for (String transport : topology.transports()) {
      router(instance.transport(transport));
    }
    topology.sites().forEach(this::site);
    topology.servers().forEach(this::server);
  }

  private void namespace(NetworkNamespace namespace) {
    namespaces.add(namespace);
    line(addresses, namespace, "link set lo up");
  }

  private void router(NetworkNamespace namespace) {
    namespace(namespace);
    routers.add(namespace);
  }

  private void site(Site site) {
    hosts.add(site.name());
    NetworkNamespace edge = instance.host(site.name());
    router(edge);
    String bridge = "br" + ports;
    line(addresses, instance.lans(), "link add " + bridge + " type bridge stp_state 0");
    line(addresses, instance.lans(), "link set " + bridge + " up");
    plugIn(edge, Lan.DEVICE, bridge);
    addAddresses(edge, Lan.DEVICE, site.lan().addresses());
    for (LanHost host : site.lan().hosts()) {
      lanHost(host, site.lan(), bridge);
    }
    site.links().forEach(link -> link(site.name(), link));
  }

  private void lanHost(LanHost host, Lan lan, String bridge) {
    hosts.add(host.name());
    NetworkNamespace namespace = instance.host(host.name());
    namespace(namespace);
    plugIn(namespace, "eth0", bridge);
    addAddresses(namespace, "eth0", host.addresses());
    for (Address gateway : lan.addresses()) {
      if (host.addresses().stream().anyMatch(own -> own.isIpv6() == gateway.isIpv6())) {
        line(routes, namespace, route(gateway) + " dev eth0");
      }
    }
  }

  private void server(Server server) {
    hosts.add(server.name());
    namespace(instance.host(server.name()));
    server.links().forEach(link -> link(server.name(), link));
  }

  private void plugIn(NetworkNamespace host, String device, String bridge) {
    String port = "s" + ports++;
    pair(host, device, instance.lans(), port);
    line(addresses, instance.lans(), "link set " + port + " master " + bridge + " up");
    line(addresses, host, "link set " + device + " up");
  }

  private void link(String hostName, WanLink link) {
    NetworkNamespace host = instance.host(hostName);
    NetworkNamespace transport = instance.transport(link.transport());
    String port = "p" + ports++;
    boolean natted = link.nat().isPresent();
    NetworkNamespace router =
        natted ? nat(hostName, link, link.nat().get(), transport, port) : transport;
    String routersDevice = natted ? "inside" : port;
    if (link.wire() == Wire.EMULATED) {
      emulated(hostName, link, router, routersDevice);
    } else {
      pair(host, link.device(), router, routersDevice);
    }
    if (link.wire() != Wire.DIRECT) {
      line(realFrames, host, link.device());
      line(realFrames, router, routersDevice);
    }
    gateway(router, routersDevice, link.addresses(), link.deviceMtu());
    line(addresses, host, "link set " + link.device() + " mtu " + link.deviceMtu() + " up");
    addAddresses(host, link.device(), link.addresses());
    for (Address address : link.addresses()) {
      String suffix = " dev " + link.device() + " metric " + link.metric();
      line(routes, host, route(address.gateway()) + suffix);
    }
  }

  private void emulated(
      String hostName, WanLink link, NetworkNamespace router, String routersDevice) {
    String edgeSide = "w" + wires.size() + "a";
    String transportSide = "w" + wires.size() + "b";
    wires.add(new WirePlan(hostName + "/" + link.name(), edgeSide, transportSide, link.settings()));
    pair(instance.host(hostName), link.device(), instance.wires(), edgeSide);
    pair(router, routersDevice, instance.wires(), transportSide);
    for (String side : List.of(edgeSide, transportSide)) {
      line(realFrames, instance.wires(), side);
      line(addresses, instance.wires(), "link set " + side + " mtu 2000 up");
    }
  }

  private NetworkNamespace nat(
      String hostName, WanLink link, Nat nat, NetworkNamespace transport, String port) {
    NetworkNamespace router = instance.nat(hostName, link.name());
    router(router);
    pair(router, "outside", transport, port);
    line(realFrames, router, "outside");
    line(realFrames, transport, port);
    gateway(transport, port, List.of(nat.address()), 1500);
    line(addresses, router, "link set outside up");
    addAddresses(router, "outside", List.of(nat.address()));
    line(routes, router, route(nat.address().gateway()) + " dev outside");
    firewalls.put(router, NatRules.of(nat, link.addresses().getFirst()));
    return router;
  }

  private void gateway(
      NetworkNamespace router, String device, List<Address> neighbours, int deviceMtu) {
    line(addresses, router, "link set " + device + " mtu " + deviceMtu + " up");
    addAddresses(router, device, neighbours.stream().map(Address::gateway).toList());
  }

  private void addAddresses(NetworkNamespace namespace, String device, List<Address> all) {
    for (Address address : all) {
      String unchecked = address.isIpv6() ? " nodad" : "";
      line(addresses, namespace, "address add " + address + " dev " + device + unchecked);
    }
  }

  private static String route(Address gateway) {
    return "route add default via " + gateway.host();
  }

  private void pair(
      NetworkNamespace one, String device, NetworkNamespace other, String otherDevice) {
    pairs.add(
        "link add name %s netns %s type veth peer name %s netns %s"
            .formatted(device, one.name(), otherDevice, other.name()));
  }

  private static void line(
      Map<NetworkNamespace, List<String>> lines, NetworkNamespace namespace, String line) {
    lines.computeIfAbsent(namespace, ignored -> new ArrayList<>()).add(line);
  }

  Set<NetworkNamespace> namespaces() {
    return namespaces;
  }

  /// Those that forward.
  Set<NetworkNamespace> routers() {
    return routers;
  }

  /// Lines that make the devices.
  List<String> pairs() {
    return pairs;
  }

  Map<NetworkNamespace, List<String>> addresses() {
    return addresses;
  }

  Map<NetworkNamespace, List<String>> routes() {
    return routes;
  }

  /// Devices that must not join or leave frames to be checksummed: what crosses a WAN is what would
  /// be on a cable.
  Map<NetworkNamespace, List<String>> realFrames() {
    return realFrames;
  }

  /// nftables rules of the NAT routers.
  Map<NetworkNamespace, String> firewalls() {
    return firewalls;
  }

  public List<WirePlan> wires() {
    return wires;
  }

  /// Names of all hosts, in the topology's order.
  public Set<String> hosts() {
    return hosts;
  }
}
