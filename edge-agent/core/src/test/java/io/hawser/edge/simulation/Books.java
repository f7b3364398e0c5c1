package io.hawser.edge.simulation;

import io.hawser.edge.control.Situation;
import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.path.Direction;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathLabel;
import io.hawser.edge.path.PathState;
import io.hawser.edge.simulation.Stream.Mark;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.PathFact;
import io.hawser.policy.ServiceLevel;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Keeps account of every packet of the streams, and holds an edge to what must always be true:
///
/// 1. A packet from the LAN leaves by a link, waits for one, or is counted under one reason. A
///    datagram with a packet is delivered, or counted under one reason. None is delivered twice.
/// 2. No packet leaves for a metered backup while another link to that peer has been good for a
///    while, to strict classes too, as flows come back late and in steps.
/// 3. No packet leaves whose class is denied, and no datagram at all by a link that is drilled, or
///    to anywhere but a peer's link of the same transport.
/// 4. No class is without a path, and no packet dropped for lack of one, while a path to its peer
///    is up; but a strict class has none exactly while none is known to be within its SLA.
final class Books implements VirtualEdge.Watcher {
  /// Reasons for which a packet from a link is dropped, [#DRILLED] apart: what the edge itself
  /// would send meanwhile may be dropped for that too.
  private static final DropReason[] INWARD;

  /// Reasons for which a packet from the LAN is dropped.
  private static final DropReason[] OUTWARD = {
    DropReason.MALFORMED,
    DropReason.NO_ROUTE,
    DropReason.NOT_GRANTED,
    DropReason.DENIED,
    DropReason.NO_PATH,
    DropReason.NO_PATH_WITHIN_SLA,
    DropReason.TOO_BIG,
    DropReason.STAGED_OVERFLOW,
    DropReason.STAGED_EXPIRED,
    DropReason.NO_SESSION,
    DropReason.QUEUE_STOOD,
    DropReason.QUEUE_FULL,
    DropReason.LINK_REFUSED,
    DropReason.DRILL,
    DropReason.HANDSHAKE_OVERFLOW,
    DropReason.HANDSHAKE_REFUSED,
    DropReason.MAILBOX_FULL
  };

  static {
    EnumSet<DropReason> inward = EnumSet.complementOf(EnumSet.copyOf(List.of(OUTWARD)));
    inward.add(DropReason.DENIED);
    INWARD = inward.toArray(DropReason[]::new);
  }

  private static final DropReason[] PATHLESS = {DropReason.NO_PATH, DropReason.NO_SESSION};
  private static final DropReason[] DRILLED = {DropReason.DRILL};

  /// How long a path must have been up before a metered backup must be left: a hold-down of 30 s
  /// and five steps of 5 s.
  private static final long PATIENCE_NS = 60_000_000_000L;

  private final Simulation simulation;
  private final VirtualEdge edge;
  private final List<VirtualEdge> edges;
  private final List<Stream> streams;
  private final BiFunction<String, InetSocketAddress, String> lines;
  private final Set<String> lastResorts;
  private final Map<PathLabel, Long> upSinceNs = new LinkedHashMap<>();

  /// Whither datagrams left, and rightly so.
  private final Set<Way> ways = new HashSet<>();

  private Mark taking = Mark.NONE;
  private Mark arriving = Mark.NONE;
  private int left;
  private int refused;
  private int delivered;
  private int others;
  private List<SteeringVerdict> judged = List.of();
  private @Nullable String violation;
  private long parity;
  private long lastParityNs;

  private record Way(String link, InetAddress to) {}

  /// @param edges all there are, this one too
  /// @param streams those there are and will be
  /// @param lines names the branch's line by the link that a datagram leaves by and where it goes
  /// @param lastResorts lines that are metered and for emergencies
  Books(
      Simulation simulation,
      VirtualEdge edge,
      List<VirtualEdge> edges,
      List<Stream> streams,
      BiFunction<String, InetSocketAddress, String> lines,
      Set<String> lastResorts) {
    this.simulation = simulation;
    this.edge = edge;
    this.edges = edges;
    this.streams = streams;
    this.lines = lines;
    this.lastResorts = Set.copyOf(lastResorts);
    edge.watch(this);
    simulation.afterEach(this::check);
  }

  // ---------------------------------------------------------------- packets

  @Override
  public void onPacket(byte[] packet, Runnable take) {
    taking = Stream.markOf(packet);
    left = 0;
    refused = 0;
    long droppedBefore = dropped(OUTWARD);
    long pathlessBefore = dropped(PATHLESS);
    long drilledBefore = dropped(DRILLED);
    long waitingBefore = edge.waiting();
    take.run();
    long dropped = dropped(OUTWARD) - droppedBefore;
    refused += (int) (dropped(DRILLED) - drilledBefore);
    long kept = edge.waiting() - waitingBefore;
    // What makes room in a queue is dropped in place of this one.
    long accounted = kept + dropped;
    if (left > 0 ? accounted != refused : accounted != Math.max(1, refused)) {
      note(
          taking
              + " left by %d links, was refused by %d and counted as dropped %d times, %d wait"
                  .formatted(left, refused, dropped, kept));
    }
    if (dropped(PATHLESS) != pathlessBefore) {
      checkPathless();
    }
    taking = Mark.NONE;
  }

  private void checkPathless() {
    String up = taking == Mark.NONE ? null : upTo(streams.get(taking.stream()).to.name);
    if (up != null) {
      note(taking + " was dropped for lack of a path while " + up + " is up");
    }
  }

  @Override
  public void onDatagram(byte[] datagram, Runnable take) {
    Mark mark = Stream.markIn(datagram);
    if (mark == Mark.NONE) {
      take.run();
      return;
    }
    delivered = 0;
    others = 0;
    arriving = mark;
    streams.get(mark.stream()).onReached(mark.number());
    int bufferedBefore = edge.buffered();
    long droppedBefore = dropped(INWARD);
    long drilledBefore = dropped(DRILLED);
    take.run();
    arriving = Mark.NONE;
    long dropped = dropped(INWARD) - droppedBefore;
    if (delivered == 0) {
      dropped += Math.min(1, dropped(DRILLED) - drilledBefore);
    }
    boolean bonded = Stream.isBonded(datagram) && edge.held() > 0;
    // Where there is no room, another one leaves for it.
    boolean waits = bonded || edge.buffered() - bufferedBefore + others > 0;
    if (delivered + dropped != 1 && !(waits && delivered + dropped == 0)) {
      note(
          mark
              + " was delivered %d times and counted as dropped %d times"
                  .formatted(delivered, dropped));
    }
  }

  @Override
  public void onLeaving(String link, InetSocketAddress to, byte[] datagram, boolean taken) {
    checkWay(link, to.getAddress());
    if (Stream.isParity(datagram)) {
      parity++;
      lastParityNs = simulation.nowNs();
    }
    Mark mark = Stream.markIn(datagram);
    if (mark == Mark.NONE) {
      return;
    }
    String line = lines.apply(link, to);
    if (mark.equals(taking)) {
      left += taken ? 1 : 0;
      refused += taken ? 0 : 1;
    }
    if (taken) {
      checkDenied(mark, line);
      streams.get(mark.stream()).onLeft(mark.number(), line, Stream.isCopy(datagram));
    }
    // A copy goes there while its packet's own path is in doubt, which is up all the same.
    if (lastResorts.contains(line) && !Stream.isCopy(datagram)) {
      checkLastResort(line, mark);
    }
  }

  /// Datagrams with parity that left.
  long parity() {
    return parity;
  }

  /// When the last of them did.
  long lastParityNs() {
    return lastParityNs;
  }

  private void checkWay(String link, InetAddress to) {
    if (edge.core.control().drills().containsKey(link)) {
      note("a datagram leaves by " + link + ", which is drilled");
    }
    Way way = new Way(link, to);
    if (ways.contains(way)) {
      return;
    }
    if (isUseful(way)) {
      ways.add(way);
    } else {
      note(
          "a datagram leaves by "
              + link
              + " for "
              + to.getHostAddress()
              + ", which is no link of a peer on its transport");
    }
  }

  /// A link of a peer on the same transport has the address, or had it; or one is behind a NAT, and
  /// the address is of no link.
  private boolean isUseful(Way way) {
    String transport = edge.line(way.link).transport();
    boolean hidden = false;
    for (VirtualEdge other : edges) {
      for (VirtualEdge.Line line : other.lines()) {
        boolean sameTransport = line.transport().equals(transport);
        if (other.hasHad(line.name(), way.to)) {
          return other != edge && sameTransport;
        }
        hidden |= other != edge && sameTransport && !line.reachable();
      }
    }
    return hidden;
  }

  private void checkDenied(Mark mark, String line) {
    Stream stream = streams.get(mark.stream());
    for (SteeringVerdict verdict : edge.core.control().verdicts()) {
      if (verdict.mode() == SteeringMode.DENY
          && verdict.trafficClass().equals(stream.kind.trafficClass)
          && verdict.peer().equals(stream.to.name)) {
        note(mark + " leaves by " + line + " though " + verdict.trafficClass() + " is denied");
      }
    }
  }

  private void checkLastResort(String line, Mark mark) {
    String peer = streams.get(mark.stream()).to.name;
    upSinceNs.forEach(
        (path, sinceNs) -> {
          long upNs = simulation.nowNs() - sinceNs;
          if (path.peer().equals(peer) && !isLastResort(path) && upNs > PATIENCE_NS) {
            note(
                mark
                    + " leaves by "
                    + line
                    + " though "
                    + path.pathId()
                    + " is up for %d s".formatted(upNs / 1_000_000_000));
          }
        });
  }

  private static boolean isLastResort(PathLabel path) {
    return path.metered() || path.backup();
  }

  @Override
  public void onDelivered(byte[] packet) {
    Mark mark = Stream.markOf(packet);
    if (mark == Mark.NONE) {
      return;
    }
    // By a datagram others may become known, which parity repairs.
    delivered += mark.equals(arriving) ? 1 : 0;
    others += mark.equals(arriving) ? 0 : 1;
    Stream stream = streams.get(mark.stream());
    stream.onArrived(mark.number(), packet);
    if (stream.packet(mark.number()).arrivals > 1) {
      note(mark + " was delivered twice");
    }
  }

  private long dropped(DropReason[] reasons) {
    long sum = 0;
    for (DropReason reason : reasons) {
      sum += edge.core.dropped(reason);
    }
    return sum;
  }

  // ---------------------------------------------------------------- paths

  @Override
  public void onChange(PathChange change) {
    if (change.direction() != Direction.OUTBOUND) {
      return;
    }
    if (change.to() == PathState.UP) {
      upSinceNs.put(change.path(), simulation.nowNs());
    } else {
      upSinceNs.remove(change.path());
    }
  }

  private void checkVerdicts() {
    List<SteeringVerdict> verdicts = edge.core.control().verdicts();
    verdicts.forEach(this::noteBarred);
    if (verdicts == judged) {
      return;
    }
    judged = verdicts;
    for (SteeringVerdict verdict : verdicts) {
      String up = upTo(verdict.peer());
      boolean isNowhere = !verdict.carries() && verdict.mode() != SteeringMode.DENY;
      if (isNowhere && up != null && !isWithoutAnyWithinSla(verdict)) {
        note(verdict.trafficClass() + " has no path though " + up + " is up");
      }
    }
  }

  /// What is barred from a strict class is not good to it, though it is up.
  private void noteBarred(SteeringVerdict verdict) {
    if (!verdict.barred().isEmpty()) {
      upSinceNs.replaceAll(
          (path, sinceNs) ->
              verdict.barred().contains(path.pathId()) ? simulation.nowNs() : sinceNs);
    }
  }

  /// Whether the class is strict, and every path is worse than it wants, or not measured.
  private boolean isWithoutAnyWithinSla(SteeringVerdict verdict) {
    Situation told = Objects.requireNonNull(edge.core.control().situation());
    ServiceLevel sla =
        told.policy().classes().stream()
            .filter(each -> each.name().equals(verdict.trafficClass()))
            .map(TrafficClass::sla)
            .findFirst()
            .orElseThrow();
    return sla.strict()
        && told.facts().stream()
            .filter(fact -> fact.peer().equals(verdict.peer()) && fact.condition().carries())
            .noneMatch(fact -> isWithin(sla, fact));
  }

  private static boolean isWithin(ServiceLevel sla, PathFact fact) {
    return isWithin(fact.lossPpm(), sla.lossPpm())
        && isWithin(fact.latencyUs(), sla.latencyUs())
        && isWithin(fact.jitterUs(), sla.jitterUs());
  }

  private static boolean isWithin(long measured, long limit) {
    return limit == ServiceLevel.NO_LIMIT || (measured != PathFact.UNMEASURED && measured <= limit);
  }

  private @Nullable String upTo(String peer) {
    for (PathLabel path : upSinceNs.keySet()) {
      if (path.peer().equals(peer)) {
        return path.pathId();
      }
    }
    return null;
  }

  /// The first one is told when the event is over, not in the midst of the product's code.
  private void note(String what) {
    if (violation == null) {
      violation = edge.name + ": " + what;
    }
  }

  private void check() {
    checkVerdicts();
    if (violation != null) {
      throw new AssertionError(violation);
    }
  }
}
