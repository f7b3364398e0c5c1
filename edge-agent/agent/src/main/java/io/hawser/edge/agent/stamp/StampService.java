package io.hawser.edge.agent.stamp;

import io.hawser.edge.agent.linux.Device;
import io.hawser.edge.agent.linux.DeviceAddress;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.linux.IpFamily;
import io.hawser.edge.agent.linux.LinuxException;
import io.hawser.edge.agent.linux.TimedSocket;
import io.hawser.edge.agent.local.DropView;
import io.hawser.probe.session.StampReflector;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent's STAMP reflector: a socket for each address of each link that it is to answer on.
///
/// All methods may be called from any thread; everything is done on one loop's.
public final class StampService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StampService.class);

  private static final long RETRY_MS = 10_000;
  private static final long ANSWER_SECONDS = 5;

  /// A socket's place. The index tells a device from its successor of the same name.
  record Place(String link, String device, int index, InetAddress address) {}

  /// Opens what answers at a place; throws [LinuxException] where the kernel refuses it.
  @FunctionalInterface
  interface Opener {
    EpollIoHandle open(Place place, StampReflector reflector);
  }

  private record Open(EpollIoHandle socket, IoRegistration registration) {}

  private final ReflectorSetup setup;
  private final Opener opener;
  private final long retryMs;
  private final UnknownLinks unknownLinks;
  private final StampReflector reflector;
  private final MultiThreadIoEventLoopGroup group;
  private final IoEventLoop loop;
  private final Map<Place, Open> open = new LinkedHashMap<>();
  private Set<Place> wanted = Set.of();
  private boolean retryDue;

  /// Starts one; nothing, with a word in the log, on a machine that Netty's epoll cannot be loaded
  /// on: an edge goes on without its reflector.
  public static Optional<StampService> start(ReflectorSetup setup) {
    if (!Epoll.isAvailable()) {
      LOG.error("stamp-unavailable cause={}", String.valueOf(Epoll.unavailabilityCause()));
      return Optional.empty();
    }
    return Optional.of(
        new StampService(setup, (place, reflector) -> socket(setup, place, reflector), RETRY_MS));
  }

  /// @param retryMs after which a socket that was refused is tried again
  StampService(ReflectorSetup setup, Opener opener, long retryMs) {
    this.setup = setup;
    this.opener = opener;
    this.retryMs = retryMs;
    unknownLinks = new UnknownLinks(setup.links());
    reflector =
        new StampReflector(
            new StampReflector.Setup(
                setup.stateful(), setup.shortRequests(), setup.port(), setup.peers()),
            StampReflector.Limits.USUAL,
            setup.key() == null ? null : setup.key().key());
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            Thread.ofPlatform().daemon().name("stamp-reflector").factory(),
            EpollIoHandler.newFactory());
    loop = group.next();
  }

  /// Answers on the addresses that the links' devices have now.
  ///
  /// @param deviceOfLink of every link of the edge; empty as long as there is no revision
  public void follow(Devices devices, Map<String, String> deviceOfLink) {
    Set<String> links = Set.copyOf(deviceOfLink.keySet());
    Set<Place> places = new LinkedHashSet<>();
    for (String link : setup.links()) {
      devices
          .find(deviceOfLink.getOrDefault(link, ""))
          .ifPresent(device -> addTo(places, link, device));
    }
    loop.execute(
        () -> {
          warnOfUnknown(links);
          wanted = places;
          rebind();
        });
  }

  private static void addTo(Set<Place> places, String link, Device device) {
    for (DeviceAddress address : device.addresses()) {
      if (address.isGlobal()) {
        places.add(new Place(link, device.name(), device.index(), address.address()));
      }
    }
  }

  // ---------------------------------------------------------------- on the loop

  private void warnOfUnknown(Set<String> links) {
    for (String name : unknownLinks.toTell(links)) {
      LOG.warn(
          "stamp-link-unknown link={} expected={}", name, String.join(",", new TreeSet<>(links)));
    }
  }

  private void rebind() {
    for (Place place : List.copyOf(open.keySet())) {
      if (!wanted.contains(place)) {
        leave(place);
      }
    }
    boolean refused = false;
    for (Place place : wanted) {
      refused |= !open.containsKey(place) && !bind(place);
    }
    // Devices change often while a link comes up: one retry serves for all that met a refusal.
    if (refused && !retryDue) {
      retryDue = true;
      var _ = loop.schedule(this::retry, retryMs, TimeUnit.MILLISECONDS);
    }
  }

  private void retry() {
    retryDue = false;
    rebind();
  }

  private boolean bind(Place place) {
    EpollIoHandle socket;
    try {
      socket = opener.open(place, reflector);
    } catch (LinuxException e) {
      LOG.warn("stamp-refused link={} cause={}", place.link, e.getMessage());
      return false;
    }
    // On the loop itself the registration is made at once; epoll hears of it with the wish.
    IoRegistration registration = loop.register(socket).getNow();
    try {
      registration.submit(EpollIoOps.EPOLLIN);
    } catch (UncheckedIOException e) {
      LOG.warn("stamp-refused link={} cause={}", place.link, e.getMessage());
      registration.cancel();
      close(socket);
      return false;
    }
    open.put(place, new Open(socket, registration));
    LOG.info(
        "stamp-reflector link={} address={} port={}",
        place.link,
        place.address.getHostAddress(),
        setup.port());
    return true;
  }

  private static ReflectorSocket socket(
      ReflectorSetup setup, Place place, StampReflector reflector) {
    TimedSocket socket =
        TimedSocket.open(
            new TimedSocket.Binding(
                IpFamily.of(place.address),
                place.device,
                TimedSocket.MARK_OF_NO_LINK,
                place.address,
                setup.port()));
    return new ReflectorSocket(
        socket, new InetSocketAddress(place.address, setup.port()), reflector);
  }

  private void leave(Place place) {
    Open left = open.remove(place);
    if (left != null) {
      left.registration.cancel();
      close(left.socket);
      LOG.info(
          "stamp-reflector-left link={} address={}", place.link, place.address.getHostAddress());
    }
  }

  private static void close(EpollIoHandle socket) {
    try {
      socket.close();
    } catch (Exception e) {
      LOG.warn("stamp-not-closed cause={}", e.toString());
    }
  }

  private List<DropView> dropViews() {
    List<DropView> views = new ArrayList<>();
    reflector
        .drops()
        .forEach(
            (reason, packets) ->
                views.add(new DropView("stamp/" + reason.word(), packets, reason.meaning())));
    return views;
  }

  // ---------------------------------------------------------------- for people

  /// Requests that got no answer, by reason.
  public List<DropView> drops() {
    try {
      return loop.submit(this::dropViews).get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("stamp: no answer (expected: within 5 s)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stamp: interrupted", e);
    }
  }

  /// The loop closes its sockets when it ends.
  @Override
  public void close() {
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
