package io.hawser.edge.bond;

import io.hawser.edge.bond.BondLine.Packet;
import io.hawser.edge.bond.BondLine.Profile;
import io.hawser.edge.overlay.BondFrame;
import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.path.ReceiveAccount;
import io.hawser.edge.path.ReceiveOverflow;
import io.hawser.lab.simnet.Simulation;
import io.hawser.probe.JitterEstimator;
import io.hawser.probe.LossWindow;
import io.hawser.probe.WindowedMinimum;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Two edges and the lines between them, in one direction; what goes back (reports, requests) takes
/// the quickest line's delay. The glue is what the data plane would do; all else is the product.
final class BondedPair {
  private static final Bond BOND = new Bond(0);
  private static final long FEEDBACK_NS = 25_000_000;
  private static final long REORDER_NS = 100_000_000;
  private static final long LOSS_WINDOW_NS = 2_000_000_000;
  private static final long HISTORY_NS = 10_000_000_000L;
  private static final long PROBE_NS = 100_000_000;
  private static final long CROWDED_NS = 20_000_000;
  private static final int PACKET = 16;

  /// What came out at the far end.
  interface Sink {
    void deliver(int flow, int index, int length);
  }

  /// One line with what both ends know of it.
  private final class Way {
    final int number;
    final BondLine line;
    final BondMember member;
    final ReceiveAccount account;
    final LossWindow losses = new LossWindow(HISTORY_NS, LOSS_WINDOW_NS / 20);
    final JitterEstimator jitter = new JitterEstimator();
    final WindowedMinimum leastNs = new WindowedMinimum(10_000_000_000L);
    final DeliveredRate delivered = new DeliveredRate();
    final ArrayDeque<long[]> unreported = new ArrayDeque<>();
    long transitNs;
    long counter;
    long reported = -1;
    long settled;
    long missing;

    Way(int number, Profile profile, BondLine line) {
      this.number = number;
      this.line = line;
      member = new BondMember(number, number);
      account = new ReceiveAccount(number, FEEDBACK_NS, REORDER_NS, new ReceiveOverflow());
      transitNs = profile.delayNs();
      leastNs.add(simulation.nowNs(), transitNs);
      if (line.isPaced()) {
        line.pacedBps = BondMember.ASSUMED_BPS;
      } else {
        member.setRate((long) line.rate());
      }
    }
  }

  final Simulation simulation;
  final Resequencers resequencers;
  final List<BondMember> members = new ArrayList<>();
  private final List<Way> ways = new ArrayList<>();
  private final BondScheduler scheduler = new BondScheduler();
  private final SentPackets sent = new SentPackets();
  private final List<BondFlow> flows = new ArrayList<>();
  private final Sink sink;
  private final Order order;
  private final long backNs;
  private final MemorySegment scratch = MemorySegment.ofArray(new byte[PACKET]);
  private long tickNs = Long.MAX_VALUE;
  long queueDrops;
  long resent;
  long stones;
  boolean credit = true;

  BondedPair(
      Simulation simulation,
      List<Profile> profiles,
      int flowCount,
      Order order,
      boolean asks,
      boolean codel,
      Sink sink) {
    this.simulation = simulation;
    this.order = order;
    this.sink = sink;
    backNs = profiles.stream().mapToLong(Profile::delayNs).min().orElseThrow();
    resequencers = new Resequencers(new Output(), asks);
    for (int i = 0; i < profiles.size(); i++) {
      Way way = new Way(i, profiles.get(i), line(profiles.get(i), codel));
      ways.add(way);
      members.add(way.member);
    }
    for (int i = 0; i < flowCount; i++) {
      flows.add(new BondFlow(1_000 + i, BOND));
    }
    scheduler.setMembers(members);
    resequencers.setAskNs(0, 2 * backNs * 5 / 4 + 30_000_000);
    inform();
    simulation.after(FEEDBACK_NS, this::reports);
    simulation.after(10_000_000, this::watch);
    simulation.after(PROBE_NS, this::probe);
  }

  private BondLine line(Profile profile, boolean codel) {
    return profile.shaped()
        ? new BondLine(simulation, profile, codel)
        : BondLine.paced(simulation, profile, codel);
  }

  BondLine line(int number) {
    return ways.get(number).line;
  }

  // ---------------------------------------------------------------- out

  /// Answers whether it was taken.
  boolean send(int flowNumber, int index, int length) {
    long nowNs = simulation.nowNs();
    for (Way way : ways) {
      way.member.observeQueue(way.line.backlogNs() + standingNs(way), nowNs);
    }
    BondFlow flow = flows.get(flowNumber);
    BondMember member = scheduler.choose(flow, length, nowNs);
    if (member == null) {
      queueDrops++;
      return false;
    }
    Way way = ways.get(member.lane());
    if (!way.line.hasRoom(length + BondMember.OVERHEAD)) {
      // Before it has a sequence: it leaves no hole.
      queueDrops++;
      return false;
    }
    int sequence = flow.takeSequence();
    Packet packet = new Packet();
    packet.outerBytes = length + BondMember.OVERHEAD;
    packet.creditNs = credit ? spreadNs() - member.behindNs() : 0;
    packet.leaves = p -> leave(p, way, flow, flowNumber, sequence, index, length);
    packet.dropped = _ -> stone(way, flow, sequence);
    way.line.enter(packet, false);
    return true;
  }

  private long spreadNs() {
    return members.stream()
        .filter(BondMember::isIn)
        .mapToLong(BondMember::behindNs)
        .max()
        .orElse(0);
  }

  private void leave(
      Packet packet, Way way, BondFlow flow, int flowNumber, int sequence, int index, int length) {
    if (way.member.isIn()) {
      seal(packet, way, flow, flowNumber, sequence, index, length);
      return;
    }
    // What waits moves to where it belongs by now.
    packet.withdrawn = true;
    BondMember other = scheduler.chooseAgain(way.number, length, simulation.nowNs());
    if (other == null) {
      queueDrops++;
      return;
    }
    Way by = ways.get(other.lane());
    Packet moved = new Packet();
    moved.outerBytes = packet.outerBytes;
    moved.leaves = p -> leave(p, by, flow, flowNumber, sequence, index, length);
    if (!by.line.enter(moved, false)) {
      stone(by, flow, sequence);
    }
  }

  private void seal(
      Packet packet, Way way, BondFlow flow, int flowNumber, int sequence, int index, int length) {
    long nowNs = simulation.nowNs();
    scratch.set(ValueLayout.JAVA_INT_UNALIGNED, 0, flowNumber);
    scratch.set(ValueLayout.JAVA_INT_UNALIGNED, 4, index);
    scratch.set(ValueLayout.JAVA_INT_UNALIGNED, 8, length);
    int place =
        sent.keep(flow, sequence, way.number, way.number, way.counter, scratch, 0, PACKET, nowNs);
    sent.recount(place, way.member);
    fill(packet, way, place);
  }

  private void fill(Packet packet, Way way, int place) {
    long nowNs = simulation.nowNs();
    MemorySegment frame =
        MemorySegment.ofArray(
            sent.memory(place)
                .asSlice(sent.offset(place), sent.length(place))
                .toArray(ValueLayout.JAVA_BYTE));
    long counter = way.counter++;
    way.unreported.add(new long[] {counter, nowNs});
    packet.arrives = p -> arrive(way, frame, counter, p.outerBytes, nowNs);
  }

  private void stone(Way way, BondFlow flow, int sequence) {
    queueDrops++;
    stones++;
    MemorySegment frame = MemorySegment.ofArray(new byte[BondFrame.HEADER_LENGTH]);
    BondFrame.write(frame, 0, flow.id(), flow.countOn(way.member), sequence, 0);
    long counter = way.counter++;
    long nowNs = simulation.nowNs();
    way.unreported.add(new long[] {counter, nowNs});
    Packet packet = new Packet();
    packet.outerBytes = BondMember.OVERHEAD;
    packet.arrives = p -> arrive(way, frame, counter, p.outerBytes, nowNs);
    way.line.flyNext(packet);
  }

  private void again(int place, int exceptPath) {
    long nowNs = simulation.nowNs();
    long at = sent.offset(place) + BondFrame.HEADER_LENGTH;
    int length = sent.memory(place).get(ValueLayout.JAVA_INT_UNALIGNED, at + 8);
    BondMember member = scheduler.chooseAgain(exceptPath, length, nowNs);
    if (member == null) {
      return;
    }
    resent++;
    Way by = ways.get(member.lane());
    Packet packet = new Packet();
    packet.outerBytes = length + BondMember.OVERHEAD;
    sent.sentAgain(place, member, by.number, by.counter, nowNs);
    packet.leaves = p -> sealAgain(p, by, place);
    by.line.enter(packet, true);
  }

  private void sealAgain(Packet packet, Way by, int place) {
    sent.recount(place, by.member);
    sent.sentAgain(place, by.member, by.number, by.counter, simulation.nowNs());
    fill(packet, by, place);
  }

  private void onAsk(int flowId, boolean overdue, int first, int others) {
    for (int n = -1; n < Integer.SIZE; n++) {
      if (n >= 0 && (others >>> n & 1) == 0) {
        continue;
      }
      int sequence = first + 1 + n;
      int place = sent.find(flowId, sequence, simulation.nowNs());
      if (overdue && place >= 0) {
        ways.get(sent.path(place)).member.onOverdue(simulation.nowNs());
        again(place, sent.path(place));
        continue;
      }
      boolean crowded = place >= 0 && isCrowded(ways.get(sent.path(place)));
      if (place >= 0 && !crowded) {
        again(place, -1);
      } else if (place != SentPackets.ON_ITS_WAY) {
        BondMember member = scheduler.chooseAgain(-1, 0, simulation.nowNs());
        if (member != null) {
          stone(ways.get(member.lane()), flows.get(flowId - 1_000), sequence);
        }
      }
    }
  }

  private long standingNs(Way way) {
    return way.line.isPaced() ? Math.max(0, way.transitNs - baseNs(way)) : 0;
  }

  /// What a queue that is not seen has dropped must not be hidden from TCP.
  private boolean isCrowded(Way way) {
    return standingNs(way) > CROWDED_NS;
  }

  // ---------------------------------------------------------------- in

  private void arrive(Way way, MemorySegment frame, long counter, int outerBytes, long sentNs) {
    long nowNs = simulation.nowNs();
    heard(way, counter, outerBytes, sentNs);
    resequencers.onPacket(
        0,
        way.number,
        BondFrame.flow(frame, 0),
        BondFrame.count(frame, 0),
        BondFrame.sequence(frame, 0),
        order,
        frame,
        BondFrame.HEADER_LENGTH,
        (int) frame.byteSize() - BondFrame.HEADER_LENGTH,
        nowNs);
    plan();
  }

  private void heard(Way way, long counter, int outerBytes, long sentNs) {
    long nowNs = simulation.nowNs();
    way.account.onPacket(counter, outerBytes, ReceiveAccount.Kind.DATA, nowNs);
    long transitNs = nowNs - sentNs;
    way.transitNs += (transitNs - way.transitNs) / 8;
    way.jitter.add(transitNs);
    way.leastNs.add(nowNs, transitNs);
  }

  private void plan() {
    long dueNs = Math.max(resequencers.nextDeadlineNs(), simulation.nowNs());
    if (dueNs < tickNs) {
      tickNs = dueNs;
      simulation.at(dueNs, () -> tick(dueNs));
    }
  }

  private void tick(long dueNs) {
    if (tickNs == dueNs) {
      tickNs = Long.MAX_VALUE;
      resequencers.onTick(simulation.nowNs());
      plan();
    }
  }

  private final class Output implements BondOutput {
    @Override
    public void deliver(int peer, MemorySegment p, long at, int length, long nowNs) {
      sink.deliver(
          p.get(ValueLayout.JAVA_INT_UNALIGNED, at),
          p.get(ValueLayout.JAVA_INT_UNALIGNED, at + 4),
          p.get(ValueLayout.JAVA_INT_UNALIGNED, at + 8));
    }

    @Override
    public void ask(int peer, int flow, boolean overdue, int first, int others) {
      simulation.after(backNs, () -> onAsk(flow, overdue, first, others));
    }

    @Override
    public void drop(int peer, BondDrop reason) {}
  }

  // ---------------------------------------------------------------- what is measured

  private void probe() {
    long nowNs = simulation.nowNs();
    for (Way way : ways) {
      long counter = way.counter++;
      Packet probe = new Packet();
      probe.outerBytes = 150;
      probe.arrives = _ -> heard(way, counter, probe.outerBytes, nowNs);
      way.line.flyNext(probe);
    }
    simulation.after(PROBE_NS, this::probe);
  }

  private void reports() {
    for (Way way : ways) {
      if (way.account.received() > 0) {
        Feedback feedback = way.account.report(simulation.nowNs()).feedback();
        simulation.after(backNs, () -> onFeedback(way, feedback));
      }
    }
    simulation.after(FEEDBACK_NS, this::reports);
  }

  private void onFeedback(Way way, Feedback feedback) {
    long nowNs = simulation.nowNs();
    long newlySettled = feedback.settled() - way.settled;
    long newlyMissing = feedback.missing() - way.missing;
    way.settled = feedback.settled();
    way.missing = feedback.missing();
    if (newlySettled > 0) {
      way.losses.add(nowNs, newlySettled, Math.max(0, newlyMissing));
    }
    if (feedback.highestCounter() > way.reported) {
      way.member.setHeard(true);
      way.reported = feedback.highestCounter();
    }
    while (!way.unreported.isEmpty() && way.unreported.peek()[0] <= way.reported) {
      way.unreported.remove();
    }
    way.delivered.onDelivered(feedback.bytes(), feedback.arrivalNs(), nowNs);
    inform();
  }

  private void inform() {
    long nowNs = simulation.nowNs();
    long least = Long.MAX_VALUE;
    for (Way way : ways) {
      if (way.member.isHeard()) {
        least = Math.min(least, baseNs(way));
      }
    }
    for (Way way : ways) {
      way.member.observe(
          Math.max(0, baseNs(way) - least),
          Math.max(0, way.jitter.jitterNs()),
          likelyLossPpm(way),
          certainLossPpm(way));
      if (way.line.isPaced() && way.delivered.bitsPerSecond(nowNs) > 0) {
        way.line.pacedBps = way.delivered.bitsPerSecond(nowNs);
        way.member.setRate((long) way.line.rate());
      }
    }
    Membership.update(members, nowNs);
    scheduler.keepOrder(Membership.needsOrder(members, nowNs));
  }

  private long likelyLossPpm(Way way) {
    return Math.max(0, way.losses.lossPpm(simulation.nowNs(), HISTORY_NS, 20));
  }

  /// Four standard deviations below what was seen.
  private long certainLossPpm(Way way) {
    long expected = way.losses.expected(simulation.nowNs(), LOSS_WINDOW_NS);
    long missing = way.losses.missing(simulation.nowNs(), LOSS_WINDOW_NS);
    double least = missing - 4 * Math.sqrt(missing);
    return expected == 0 || least <= 0 ? 0 : (long) (least * 1e6 / expected);
  }

  private long baseNs(Way way) {
    long leastNs = way.leastNs.get(simulation.nowNs());
    return !way.line.isPaced() || leastNs < 0 ? way.transitNs : leastNs;
  }

  /// What is not reported for longer than a round trip and a report take is in doubt.
  private void watch() {
    long nowNs = simulation.nowNs();
    for (Way way : ways) {
      long[] oldest = way.unreported.peek();
      // A modem may hold them for long.
      long queueNs = way.line.isPaced() ? 250_000_000 : 0;
      long patienceNs = way.transitNs + queueNs + backNs + FEEDBACK_NS + 60_000_000;
      if (way.member.isHeard() && oldest != null && nowNs - oldest[1] > patienceNs) {
        way.member.setHeard(false);
        way.unreported.clear();
        Membership.update(members, nowNs);
        scheduler.keepOrder(Membership.needsOrder(members, nowNs));
        sent.forUnreported(
            way.number, way.number, way.reported, nowNs, place -> again(place, way.number));
      }
    }
    simulation.after(10_000_000, this::watch);
  }
}
