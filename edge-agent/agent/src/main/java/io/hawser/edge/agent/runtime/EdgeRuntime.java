package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.BootClock;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.linux.LinkSocket;
import io.hawser.edge.agent.linux.Offload;
import io.hawser.edge.agent.linux.SendRefusal;
import io.hawser.edge.agent.linux.TunDevice;
import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.bond.BondView;
import io.hawser.edge.control.ControlListener;
import io.hawser.edge.control.EdgeControl;
import io.hawser.edge.control.EdgeCore;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.LinkState;
import io.hawser.edge.control.Steerer;
import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.RandomSource;
import io.hawser.edge.dataplane.BondPathsView;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.FlowPage;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.dataplane.LinkQueueView;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.playout.PlayoutView;
import io.hawser.edge.wireguard.TimestampLog;
import io.hawser.orchestrator.api.EdgeConfiguration;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A running edge: its threads (host, control, and two or one for packets), its TUN and its
/// sockets.
///
/// Forwards nothing until [#apply]; then goes on until [#close], whatever becomes of whoever
/// called. All methods may be called from any thread but the edge's own.
public final class EdgeRuntime implements AutoCloseable {
  private static final long ANSWER_LIMIT_SECONDS = 10;
  private static final long NS_PER_MS = 1_000_000L;

  /// What an edge is made of.
  ///
  /// @param tun name of the TUN device
  /// @param packetThreads 2: one for each direction; 1: one for both
  /// @param openPorts UDP ports of others than the tunnels that the WAN side of the packet filter
  ///   lets in
  /// @param logs storage of the handshakes' time stamps, by own public key
  /// @param onDeath told where a thread ended for something worse than an exception: the process is
  ///   of no use any more
  public record Setup(
      String tun,
      int packetThreads,
      Set<Integer> openPorts,
      DeviceKeys keys,
      Steerer steerer,
      ControlListener controlListener,
      HostListener hostListener,
      RandomSource random,
      PacketCiphers ciphers,
      Function<PublicKey, TimestampLog> logs,
      Consumer<Throwable> onDeath) {
    public Setup {
      openPorts = Set.copyOf(openPorts);
      if (packetThreads < 1 || packetThreads > 2) {
        throw new IllegalArgumentException(
            "packet threads: " + packetThreads + " (expected: 1 or 2)");
      }
    }
  }

  /// What is in force, and the core's plan that was made of it.
  private record Applied(ConfiguredPlan plan, EdgePlan edge) {}

  private final Setup setup;
  private final TunDevice tun;
  private final AgentThread outboundThread;
  private final AgentThread inboundThread;
  private final AgentThread controlThread;
  private final AgentThread hostThread;
  private final OutboundAgent outboundAgent;
  private final InboundAgent inboundAgent;
  private final EdgeCore core;
  private final Host host;
  private volatile @Nullable Applied applied;
  private volatile SocketSet sockets = SocketSet.EMPTY;

  private EdgeRuntime(Setup setup) {
    this.setup = setup;
    tun = TunDevice.open(setup.tun());
    boolean one = setup.packetThreads() == 1;
    outboundThread = new AgentThread(one ? "edge-packets" : "edge-outbound", setup.onDeath());
    inboundThread = one ? outboundThread : new AgentThread("edge-inbound", setup.onDeath());
    controlThread = new AgentThread("edge-control", setup.onDeath());
    hostThread = new AgentThread("edge-host", setup.onDeath());
    host = new Host(tun, setup.openPorts(), new Neighbours(), this::onDevices);
    outboundAgent = new OutboundAgent(tun, outboundThread, this::onTunGone);
    inboundAgent = new InboundAgent(tun, inboundThread);
    core =
        new EdgeCore(
            new EdgeCore.Exits(
                outboundAgent,
                outboundAgent,
                inboundAgent,
                new Coalescer.Abilities(tun.abilities().tcp(), tun.abilities().udp())),
            new EdgeCore.Mailboxes(
                outboundThread.mailbox(), inboundThread.mailbox(), controlThread.mailbox()),
            new EdgeCore.World(
                setup.steerer(),
                setup.controlListener(),
                setup.random(),
                setup.ciphers(),
                () -> BootClock.wallEpochNs() / NS_PER_MS,
                setup.logs()));
    outboundAgent.serve(core.outbound());
    inboundAgent.serve(core.inbound());
  }

  /// Opens the TUN and starts the threads. Throws [io.hawser.edge.agent.linux.LinuxException] where
  /// the kernel refuses the device.
  public static EdgeRuntime start(Setup setup) {
    EdgeRuntime runtime = new EdgeRuntime(setup);
    runtime.startPackets();
    runtime.controlThread.start(new ControlAgent(runtime.core.control()));
    runtime.hostThread.start(runtime.host);
    return runtime;
  }

  private void startPackets() {
    if (inboundThread == outboundThread) {
      outboundThread.start(new BothWays(outboundAgent, inboundAgent));
    } else {
      outboundThread.start(outboundAgent);
      inboundThread.start(inboundAgent);
    }
  }

  /// Brings a checked configuration into force, whole; paths that it keeps go on undisturbed. Where
  /// something of it cannot be had, throws and goes on with the one before.
  public synchronized void apply(EdgeConfiguration configuration) {
    Applied before = applied;
    Map<String, Integer> known = before == null ? Map.of() : before.plan.slots();
    ConfiguredPlan next = ConfiguredPlan.of(configuration, setup.keys(), known);
    onHost(next);
    try {
      EdgePlan edge = next.edge(host.devices());
      onControl(edge);
      applied = new Applied(next, edge);
    } catch (RuntimeException e) {
      if (before != null) {
        onHost(before.plan);
      }
      throw e;
    }
    followMtu(host.devices());
  }

  private void onHost(ConfiguredPlan plan) {
    HostPlan hostPlan = plan.host();
    call(
        hostThread,
        () -> {
          host.apply(hostPlan, BootClock.nowNs());
          return true;
        });
  }

  private void onControl(EdgePlan plan) {
    call(
        controlThread,
        () -> {
          core.control().onPlan(plan, BootClock.nowNs());
          return true;
        });
  }

  private static <T> T call(AgentThread thread, Callable<T> question) {
    try {
      return thread.call(question);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  // ---------------------------------------------------------------- for people

  /// Network devices as the kernel showed them last.
  public Devices devices() {
    return host.devices();
  }

  /// Asks the control agent something; it answers between two pieces of its work.
  public <T> T ask(ControlQuestion<T> question) {
    return call(controlThread, () -> question.ask(core.control(), BootClock.nowNs()));
  }

  /// What may be asked of [EdgeControl] on its thread.
  @FunctionalInterface
  public interface ControlQuestion<T> {
    T ask(EdgeControl control, long nowNs);
  }

  /// Shows the flows that leave by this edge, some at a time, between which packets go on.
  public void departures(Consumer<FlowView> action) {
    pages(
        outboundThread,
        action,
        (from, sink) -> core.outbound().onDescribeFlows(from, BootClock.nowNs(), sink));
  }

  /// Shows the flows that arrive by this edge, likewise.
  public void arrivals(Consumer<FlowView> action) {
    pages(
        inboundThread,
        action,
        (from, sink) -> core.inbound().onDescribeFlows(from, BootClock.nowNs(), sink));
  }

  private static void pages(
      AgentThread thread,
      Consumer<FlowView> action,
      BiConsumer<Integer, Consumer<FlowPage>> question) {
    for (int from = FlowPage.FIRST; from != FlowPage.END; ) {
      FlowPage page = page(thread, from, question);
      page.flows().forEach(action);
      from = page.next();
    }
  }

  private static FlowPage page(
      AgentThread thread, int from, BiConsumer<Integer, Consumer<FlowPage>> question) {
    return described(thread, "flows", sink -> question.accept(from, sink));
  }

  /// The queues of the links whose rate is known.
  public List<LinkQueueView> queues() {
    return described(outboundThread, "queues", core.outbound()::onDescribeQueues);
  }

  /// The bonds by which packets leave.
  public List<BondPathsView> bonds() {
    return described(outboundThread, "bonds", core.outbound()::onDescribeBonds);
  }

  /// What became of the bonded packets that arrived.
  public BondView bondArrivals() {
    return described(inboundThread, "bonds", core.inbound()::onDescribeBonds);
  }

  /// What the jitter buffer did with what arrived.
  public PlayoutView playout() {
    return described(inboundThread, "jitter buffer", core.inbound()::onDescribePlayout);
  }

  private static <T> T described(AgentThread thread, String what, Consumer<Consumer<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    thread.mailbox().put(() -> question.accept(answer::complete));
    try {
      return answer.get(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(what + ": no answer (expected: within 10 s)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + ": interrupted", e);
    }
  }

  /// Packets dropped, by reason.
  public Map<DropReason, Long> drops() {
    return core.drops();
  }

  /// Datagrams that the kernel refused, by reason; the core counts them as
  /// [DropReason#LINK_REFUSED].
  public Map<SendRefusal, Long> refusals() {
    Map<SendRefusal, Long> counts = new EnumMap<>(SendRefusal.class);
    for (SendRefusal reason : SendRefusal.values()) {
      long count = outboundAgent.refused(reason);
      if (count != 0) {
        counts.put(reason, count);
      }
    }
    return counts;
  }

  /// Datagrams that the kernel dropped before they were received, because inbound was too slow: of
  /// the present sockets, since they were bound.
  public long overflowed() {
    return sockets.all().stream().mapToLong(each -> each.socket().overflowed()).sum();
  }

  public PacketCiphers ciphers() {
    return setup.ciphers();
  }

  /// For each offload, the devices, links or whatever else does without it; a moment late.
  public Map<Offload, Set<String>> lacking() {
    Map<Offload, Set<String>> lacking = new EnumMap<>(Offload.class);
    for (Offload offload : Offload.values()) {
      lacking.put(offload, new TreeSet<>());
    }
    note(lacking, Offload.TSO, tun.abilities().tcp(), tun.name());
    note(lacking, Offload.USO, tun.abilities().udp(), tun.name());
    note(lacking, Offload.LIBCRYPTO, ciphers().suite() != JdkAead.SUITE, "cipher");
    for (SocketSet.Numbered each : sockets.all()) {
      LinkSocket socket = each.socket();
      if (socket.isBound()) {
        note(lacking, Offload.GSO, socket.segments(), socket.link().name());
        note(lacking, Offload.GRO, socket.joins(), socket.link().name());
      }
    }
    return lacking;
  }

  private static void note(
      Map<Offload, Set<String>> lacking, Offload offload, boolean works, String where) {
    if (!works) {
      lacking.computeIfAbsent(offload, _ -> new TreeSet<>()).add(where);
    }
  }

  // ---------------------------------------------------------------- between the threads

  private void onDevices(Devices devices) {
    followMtu(devices);
    setup.hostListener().onDevices(devices);
  }

  /// A link whose MTU is left to its device has another one now: the paths get a new plan.
  private void followMtu(Devices devices) {
    Applied now = applied;
    if (now == null) {
      return;
    }
    EdgePlan edge = now.plan.edge(devices);
    if (!edge.links().equals(now.edge.links())) {
      applied = new Applied(now.plan, edge);
      controlThread.mailbox().put(() -> replan(edge));
    }
  }

  /// On the control thread: unless another revision has come into force meanwhile.
  private void replan(EdgePlan edge) {
    EdgePlan present = core.control().plan();
    if (present != null && present.revision() == edge.revision()) {
      core.control().onPlan(edge, BootClock.nowNs());
    }
  }

  private void onTunGone() {
    hostThread.mailbox().put(() -> host.onTunGone(BootClock.nowNs()));
  }

  private final class Neighbours implements Host.Neighbours {
    /// Retired sockets are closed by the last of the two agents that let them go.
    @Override
    public void onSockets(SocketSet next, List<LinkSocket> retired) {
      sockets = next;
      AtomicInteger users = new AtomicInteger(2);
      Runnable letGo =
          () -> {
            if (users.decrementAndGet() == 0) {
              retired.forEach(LinkSocket::close);
            }
          };
      outboundThread
          .mailbox()
          .put(
              () -> {
                outboundAgent.onSockets(next);
                letGo.run();
              });
      inboundThread
          .mailbox()
          .put(
              () -> {
                inboundAgent.onSockets(next);
                letGo.run();
              });
    }

    @Override
    public void onLinkState(LinkState state) {
      controlThread.mailbox().put(() -> core.control().onLinkState(state, BootClock.nowNs()));
    }

    @Override
    public void onTunRestored() {
      outboundThread.mailbox().put(outboundAgent::onTunRestored);
    }

    @Override
    public void onRefused(int socket, InetSocketAddress destination, SendRefusal reason) {
      outboundAgent.onRefused(socket, destination, reason);
    }
  }

  /// Ends the threads and takes everything out of the kernel again.
  @Override
  public synchronized void close() {
    hostThread.close();
    controlThread.close();
    outboundThread.close();
    if (inboundThread != outboundThread) {
      inboundThread.close();
    }
    host.close();
    tun.close();
    // A thread that would not end keeps its memory: it uses addresses that nothing checks.
    if (!outboundThread.isAlive()) {
      outboundAgent.close();
    }
    if (!inboundThread.isAlive()) {
      inboundAgent.close();
    }
  }
}
