package io.hawser.lab;

import io.hawser.lab.emulator.LinkEmulator;
import io.hawser.lab.emulator.Punctuality;
import io.hawser.lab.emulator.UserSpaceEmulator;
import io.hawser.lab.link.Nearest;
import io.hawser.lab.namespace.Blueprint;
import io.hawser.lab.namespace.Construction;
import io.hawser.lab.namespace.HostEnvironment;
import io.hawser.lab.namespace.Instance;
import io.hawser.lab.namespace.Leftovers;
import io.hawser.lab.topology.Address;
import io.hawser.lab.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A running lab: the hosts and links of a topology.
///
/// Closing it kills all processes of its hosts and removes every namespace and device; so does the
/// end of this process by a signal. What `kill -9` leaves, the next lab removes.
public final class Lab implements AutoCloseable {
  /// How a lab is set up.
  ///
  /// @param instance which of the machine's labs
  /// @param logs where processes of hosts write their logs; kept
  /// @param detached whether it stays when this process ends
  public record Options(Instance instance, Path logs, boolean detached) {
    /// For a scenario: gone with this process.
    public static Options scenario(Path logs) {
      return new Options(Instance.fromEnvironment(), logs, false);
    }
  }

  /// Whether this process is being ended by a signal: a lab that came up now would stay behind.
  private static volatile boolean ending;

  private final Topology topology;
  private final Instance instance;
  private final Path logs;
  private final LinkEmulator emulator;
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Thread onSignal = new Thread(this::removeAtEnd, "remove the lab");
  private boolean closed;

  private Lab(Topology topology, Options options, Blueprint blueprint, LinkEmulator emulator)
      throws IOException {
    this.topology = topology;
    this.instance = options.instance();
    this.logs = options.logs();
    this.emulator = emulator;
    Map<String, List<Address>> addresses = addresses(topology);
    for (String name : blueprint.hosts()) {
      HostEnvironment environment = new HostEnvironment(instance, name);
      environment.create();
      List<Address> own = addresses.getOrDefault(name, List.of());
      hosts.put(name, new Host(name, instance.host(name), environment, own, options.logs()));
    }
    blueprint
        .wires()
        .forEach(
            wire ->
                links.put(wire.link(), new Link(wire.link(), emulator, wire.settings().words())));
    if (!options.detached()) {
      Runtime.getRuntime().addShutdownHook(onSignal);
    }
  }

  /// Brings a topology up.
  ///
  /// @throws IOException if this instance is in use, or the machine refuses something
  public static Lab up(Topology topology, Options options) throws IOException {
    if (ending) {
      throw new IOException("lab: not brought up while this process is being ended");
    }
    Instance instance = options.instance();
    Leftovers.removeAbandoned();
    var owner = instance.livingOwner();
    if (owner.isPresent()) {
      throw new IOException(
          "instance: "
              + instance.name()
              + " is in use by process "
              + owner.get()
              + " (expected: `lab/run down` first, or another name in "
              + Instance.VARIABLE
              + ")");
    }
    instance.own(ProcessHandle.current().pid());
    Files.createDirectories(options.logs());
    try {
      Blueprint blueprint = new Blueprint(instance, topology);
      Construction.build(blueprint);
      UserSpaceEmulator emulator =
          UserSpaceEmulator.start(
              instance.wires().path(),
              instance.directory(),
              blueprint.wires(),
              topology.seed(),
              options.detached());
      Lab lab = new Lab(topology, options, blueprint, emulator);
      if (options.detached()) {
        instance.own(emulator.pid());
      }
      return lab;
    } catch (IOException | RuntimeException failed) {
      Leftovers.remove(instance);
      throw failed;
    }
  }

  private static Map<String, List<Address>> addresses(Topology topology) {
    Map<String, List<Address>> all = new LinkedHashMap<>();
    topology
        .sites()
        .forEach(
            site -> {
              all.put(site.name(), site.lan().addresses());
              site.lan().hosts().forEach(host -> all.put(host.name(), host.addresses()));
            });
    topology
        .servers()
        .forEach(server -> all.put(server.name(), server.links().getFirst().addresses()));
    return all;
  }

  /// Where processes of its hosts write their logs.
  public Path logs() {
    return logs;
  }

  public Topology topology() {
    return topology;
  }

  /// A host by name: a site's edge, a LAN host or a server.
  public Host host(String name) {
    return known("host", name, hosts);
  }

  public Collection<Host> hosts() {
    return hosts.values();
  }

  /// A link by `host/link`.
  public Link link(String name) {
    return known("link", name, links);
  }

  public Collection<Link> links() {
    return links.values();
  }

  /// Whether figures measured so far may be judged: how late the wires were since the last
  /// [#resetPunctuality()].
  public Punctuality punctuality() {
    return emulator.punctuality();
  }

  /// Starts a measurement.
  public void resetPunctuality() {
    emulator.resetPunctuality();
  }

  private static <T> T known(String kind, String name, Map<String, T> all) {
    T found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          kind + ": " + name + " (expected: " + Nearest.expectation(name, all.keySet()) + ")");
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException shuttingDown) {
      return;
    }
    remove();
  }

  private void removeAtEnd() {
    ending = true;
    remove();
  }

  private synchronized void remove() {
    if (closed) {
      return;
    }
    closed = true;
    emulator.close();
    try {
      Leftovers.remove(instance);
    } catch (IOException failed) {
      throw new UncheckedIOException("lab: not removed completely", failed);
    }
  }
}
