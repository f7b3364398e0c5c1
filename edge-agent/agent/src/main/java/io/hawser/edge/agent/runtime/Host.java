package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.Device;
import io.hawser.edge.agent.linux.DeviceAddress;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.linux.Firewall;
import io.hawser.edge.agent.linux.Forwarding;
import io.hawser.edge.agent.linux.IpFamily;
import io.hawser.edge.agent.linux.LinkRouting;
import io.hawser.edge.agent.linux.LinkSocket;
import io.hawser.edge.agent.linux.LinkWatcher;
import io.hawser.edge.agent.linux.LinuxException;
import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.Precedence;
import io.hawser.edge.agent.linux.SendRefusal;
import io.hawser.edge.agent.linux.TunDevice;
import io.hawser.edge.agent.linux.TunnelRoutes;
import io.hawser.edge.agent.linux.WanLink;
import io.hawser.edge.control.LinkState;
import io.hawser.edge.dataplane.Sockets;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The duty of `edge-host`: keeps the kernel's part of the edge (TUN, sockets, routes, rules,
/// filter) in step with the plan and with devices that come, go and change.
///
/// A link that goes is told to control before anything slow is done; one that comes is told when
/// its routes are in place. What the kernel refuses is logged and tried again every second.
final class Host implements AgentThread.Duty, AutoCloseable {
  /// Where the other agents are told.
  interface Neighbours {
    /// The sockets are others, or some were bound anew; `retired` may be closed when nobody uses
    /// them.
    void onSockets(SocketSet sockets, List<LinkSocket> retired);

    void onLinkState(LinkState state);

    void onTunRestored();

    void onRefused(int socket, InetSocketAddress destination, SendRefusal reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Host.class);
  private static final long RETRY_NS = 1_000_000_000L;

  /// How long a filter that somebody flushed stays away at most.
  private static final long HEAL_NS = 30_000_000_000L;

  private final LinkWatcher watcher = new LinkWatcher();
  private final LinkRouting routing = new LinkRouting();
  private final Forwarding forwarding = new Forwarding();
  private final Firewall firewall = new Firewall();
  private final TunDevice tun;
  private final Set<Integer> openPorts;
  private final TunnelRoutes tunnelRoutes;
  private final Neighbours neighbours;
  private final HostListener listener;
  private final Map<String, LinkState> told = new HashMap<>();
  private volatile Devices devices = watcher.current();
  private @Nullable HostPlan plan;
  private SocketSet sockets = SocketSet.EMPTY;

  /// Whether [#devices] is newer than what was last followed.
  private boolean changed = true;

  private boolean retryDue;
  private boolean tunGone;
  private long nextRetryNs;
  private long nextHealNs;

  Host(TunDevice tun, Set<Integer> openPorts, Neighbours neighbours, HostListener listener) {
    this.tun = tun;
    this.openPorts = openPorts;
    this.tunnelRoutes = new TunnelRoutes(tun.name());
    this.neighbours = neighbours;
    this.listener = listener;
  }

  /// What the kernel showed last. Any thread.
  Devices devices() {
    return devices;
  }

  // ---------------------------------------------------------------- the cycle

  /// It waits for `ip` and the like, and control is to hear of a dead link before that.
  @Override
  public boolean isBrief() {
    return false;
  }

  @Override
  public Precedence precedence() {
    return Precedence.DECISIONS;
  }

  @Override
  public void watch(Poller poller) {
    poller.watch(watcher.fd());
  }

  @Override
  public boolean work(Poller poller, long nowNs) {
    look();
    boolean news = changed;
    if (news) {
      follow(nowNs);
    }
    return news;
  }

  /// Takes in what the kernel shows. Whoever calls it sees to it that [#follow] is called with
  /// that: nothing will tell of it again.
  private void look() {
    if (watcher.changes().isPresent()) {
      changed = true;
    }
    devices = watcher.current();
  }

  @Override
  public long nextDeadlineNs() {
    return retryDue && nextRetryNs - nextHealNs < 0 ? nextRetryNs : nextHealNs;
  }

  @Override
  public void onTick(long nowNs) {
    if (retryDue && nowNs - nextRetryNs >= 0) {
      follow(nowNs);
    }
    if (nowNs - nextHealNs >= 0) {
      nextHealNs = nowNs + HEAL_NS;
      attempt(nowNs, this::healFirewall);
    }
  }

  private void healFirewall() {
    if (firewall.heal()) {
      LOG.warn("firewall-restored cause=somebody removed table inet hawser");
    }
  }

  // ---------------------------------------------------------------- plan and devices

  /// Brings a plan into force, or throws and goes on with the one before.
  void apply(HostPlan next, long nowNs) {
    HostPlan before = plan;
    try {
      enact(next);
      plan = next;
    } catch (RuntimeException e) {
      if (before != null) {
        attempt(nowNs, () -> enact(before));
      }
      throw e;
    }
    tellLinks();
    followAgain(nowNs);
  }

  /// The filter first and the way into the tunnel last.
  private void enact(HostPlan next) {
    Set<Integer> ports = next.udpPorts();
    ports.addAll(openPorts);
    firewall.apply(next.wans(), ports);
    configureTun(next);
    forwarding.apply(tun.name(), next.wans());
    replaceSockets(next);
    bindSockets();
    routing.apply(next.wans(), devices);
    tunnelRoutes.apply(next.prefixes(), next.attachedWith(devices), devices);
  }

  private void configureTun(HostPlan next) {
    tun.configure(next.tunMtu(devices), next.overlayAddresses());
    look();
  }

  private void follow(long nowNs) {
    HostPlan current = plan;
    retryDue = false;
    if (changed) {
      changed = false;
      listener.onDevices(devices);
    }
    if (current == null) {
      attempt(nowNs, () -> routing.apply(uplinks(), devices));
      return;
    }
    step(current, nowNs, this::bindSockets);
    step(current, nowNs, () -> routing.apply(current.wans(), devices));
    step(current, nowNs, () -> configureTun(current));
    step(current, nowNs, () -> forwarding.apply(tun.name(), current.wans()));
    step(
        current,
        nowNs,
        () -> tunnelRoutes.apply(current.prefixes(), current.attachedWith(devices), devices));
    step(current, nowNs, this::restoreTun);
    tellLinks();
    followAgain(nowNs);
  }

  /// Steps wait for `ip` and the like; a link that goes meanwhile is told between two of them.
  private void step(HostPlan current, long nowNs, Runnable step) {
    look();
    tellLinksThatWent(current);
    attempt(nowNs, step);
  }

  /// Where a device changed while the steps were under way, of which the first have not seen it.
  private void followAgain(long nowNs) {
    if (changed) {
      retryDue = true;
      nextRetryNs = nowNs;
    }
  }

  /// Before there is a plan: every device with a way out, so that enrolment can leave by each of
  /// them and not only by the one that the main table prefers.
  private List<WanLink> uplinks() {
    List<WanLink> uplinks = new ArrayList<>();
    for (Device device : devices.all()) {
      if (device.gateway4() != null || device.gateway6() != null) {
        uplinks.add(new WanLink(uplinks.size(), device.name(), device.name()));
      }
    }
    return uplinks;
  }

  private void attempt(long nowNs, Runnable step) {
    try {
      step.run();
    } catch (LinuxException e) {
      LOG.warn("kernel-refused cause={}", e.getMessage());
      retryDue = true;
      nextRetryNs = nowNs + RETRY_NS;
    }
  }

  // ---------------------------------------------------------------- sockets

  private void replaceSockets(HostPlan next) {
    List<SocketSet.Numbered> wanted = new ArrayList<>();
    for (HostPlan.HostLink link : next.links()) {
      int slot = link.wan().number();
      addSockets(wanted, link, Sockets.ofLink(slot), link.port());
      if (next.servicePort() != 0) {
        addSockets(wanted, link, Sockets.ofService(slot), next.servicePort());
      }
    }
    SocketSet replaced = sockets;
    sockets = new SocketSet(wanted);
    List<LinkSocket> retired = replaced.without(sockets);
    retired.forEach(LinkSocket::release);
    neighbours.onSockets(sockets, retired);
  }

  private void addSockets(
      List<SocketSet.Numbered> wanted, HostPlan.HostLink link, int number, int port) {
    for (IpFamily family : IpFamily.values()) {
      if (family.available()) {
        wanted.add(new SocketSet.Numbered(number, socket(link, number, family, port)));
      }
    }
  }

  /// The one that is there, where it fits.
  private LinkSocket socket(HostPlan.HostLink link, int number, IpFamily family, int port) {
    for (SocketSet.Numbered each : sockets.all()) {
      LinkSocket held = each.socket();
      if (each.number() == number
          && held.family() == family
          && held.port() == port
          && held.link().equals(link.wan())) {
        return held;
      }
    }
    return new LinkSocket(
        link.wan(),
        family,
        port,
        (destination, length, reason) -> neighbours.onRefused(number, destination, reason));
  }

  private void bindSockets() {
    boolean changed = false;
    try {
      for (SocketSet.Numbered each : sockets.all()) {
        changed |= each.socket().follow(devices);
      }
    } finally {
      if (changed) {
        neighbours.onSockets(sockets, List.of());
      }
    }
  }

  // ---------------------------------------------------------------- link states

  private void tellLinksThatWent(HostPlan current) {
    for (HostPlan.HostLink link : current.links()) {
      LinkState state = stateOf(link);
      if (!state.up()) {
        tell(link, state);
      }
    }
  }

  private void tellLinks() {
    HostPlan current = plan;
    if (current != null) {
      current.links().forEach(link -> tell(link, stateOf(link)));
      told.keySet().retainAll(current.links().stream().map(link -> link.wan().name()).toList());
    }
  }

  private void tell(HostPlan.HostLink link, LinkState state) {
    if (!state.equals(told.put(link.wan().name(), state))) {
      LOG.info(
          "link link={} device={} up={} ipv4={} ipv6={} cause={}",
          link.wan().name(),
          link.wan().device(),
          state.up(),
          state.ipv4(),
          state.ipv6(),
          state.why());
      neighbours.onLinkState(state);
    }
  }

  /// An address is enough: whether its gateway answers, and whether one is needed, the probes find
  /// out.
  private LinkState stateOf(HostPlan.HostLink link) {
    int slot = link.wan().number();
    String name = link.wan().device();
    Device device = devices.find(name).orElse(null);
    if (device == null) {
      return new LinkState(slot, false, false, false, List.of(), "no device " + name);
    }
    if (!device.up()) {
      return new LinkState(slot, false, false, false, List.of(), "no carrier on " + name);
    }
    boolean ipv4 = device.usable(IpFamily.V4);
    boolean ipv6 = device.usable(IpFamily.V6);
    return new LinkState(
        slot,
        ipv4 || ipv6,
        ipv4,
        ipv6,
        device.addresses().stream()
            .filter(DeviceAddress::isGlobal)
            .map(DeviceAddress::address)
            .toList(),
        ipv4 || ipv6 ? "" : "no address on " + name);
  }

  // ---------------------------------------------------------------- the TUN

  /// From outbound: somebody deleted the device.
  void onTunGone(long nowNs) {
    LOG.warn("tun-gone device={}", tun.name());
    tunGone = true;
    follow(nowNs);
  }

  private void restoreTun() {
    HostPlan current = plan;
    if (tunGone && current != null) {
      tun.restore();
      tunGone = false;
      watcher.changes();
      devices = watcher.current();
      tunnelRoutes.apply(current.prefixes(), current.attachedWith(devices), devices);
      neighbours.onTunRestored();
      LOG.info("tun-restored device={}", tun.name());
    }
  }

  /// Takes out of the kernel all that was put there. Call after all threads have ended.
  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>();
    all.add(tunnelRoutes);
    all.add(routing);
    sockets.all().forEach(each -> all.add(each.socket()));
    all.add(forwarding);
    all.add(firewall);
    all.add(watcher);
    for (AutoCloseable each : all) {
      try {
        each.close();
      } catch (Exception e) {
        LOG.warn("not-removed what={} cause={}", each.getClass().getSimpleName(), e.getMessage());
      }
    }
  }
}
