package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.FeedbackFrame;
import io.hawser.edge.overlay.Gaps;
import io.hawser.edge.overlay.GapsFrame;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.overlay.ProbeFrame;
import io.hawser.edge.overlay.ProbeReplyFrame;
import io.hawser.edge.overlay.WithdrawalFrame;
import io.hawser.lab.simnet.Host;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Simulation;
import io.hawser.probe.NtpTimestamp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// An edge reduced to what a path monitor needs: sessions without ciphers, real overlay frames, a
/// control loop every 5 ms. A handshake is three messages that bring no keys.
///
/// Datagram: receiver index (4 bytes), counter (8), plaintext. A handshake's messages have no
/// plaintext, and their number in place of a counter.
final class SimEdge {
  private static final int HEADER = 12;
  private static final int FULL_LENGTH = 1_400;
  private static final int DATA_LENGTH = 200;
  private static final long LOOP_NS = 5_000_000;
  private static final int UDP_PORT = 51_820;
  private static final long INITIATION = -1;
  private static final long ANSWER = -2;
  private static final long CONFIRMATION = -3;
  private static final long RETRY_NS = 5_000_000_000L;

  /// One path's session and books, as outbound and inbound would keep them.
  private static final class Session {
    final int path;
    final Port port;
    final InetSocketAddress peer;
    final int localIndex;
    final int remoteIndex;
    final ReceiveAccount account;
    final ReceiveOverflow overflow = new ReceiveOverflow();
    final Set<Long> seen = new HashSet<>();
    long sent;
    long dataSent;
    long refused;
    long fullSized = SendReport.NONE;
    long reportedSent;
    long dataReceived;
    long toldOverflow;
    boolean isRenewing;
    long initiatedNs;
    long answeredNs;

    Session(int path, Port port, InetSocketAddress peer, int localIndex, int remoteIndex) {
      this.path = path;
      this.port = port;
      this.peer = peer;
      this.localIndex = localIndex;
      this.remoteIndex = remoteIndex;
      var timing = PathTiming.DEFAULT;
      account = new ReceiveAccount(localIndex, timing.feedbackNs(), timing.reorderNs(), overflow);
    }
  }

  /// A path that was, or was no longer, in doubt.
  record Doubt(long atNs, int path, boolean doubted) {}

  /// The grade of what a path lost, and whether that was its queue's.
  record LossDoubt(long atNs, int path, int grade, boolean crowded) {}

  final String name;
  final Host host;
  final PathMonitor monitor;
  final List<PathChange> changes = new ArrayList<>();
  final List<Doubt> doubts = new ArrayList<>();

  /// How many changes had been told when each withdrawal was sent.
  final List<Integer> withdrawnAfter = new ArrayList<>();

  /// Paths that flows left for their silence, one after the other.
  final List<Integer> lefts = new ArrayList<>();

  final List<LossDoubt> lossDoubts = new ArrayList<>();
  final List<String> peerAway = new ArrayList<>();
  private final Simulation simulation;
  private final long clockOffsetNs;
  private final List<Session> sessions = new ArrayList<>();
  private long probesSent;
  private long ticks;
  private long handshakesBegun;
  private long stampShiftNs;

  /// Whether it begins handshakes when it should.
  boolean renewsKeys = true;

  SimEdge(Simulation simulation, String name, long clockOffsetNs) {
    this.simulation = simulation;
    this.name = name;
    this.clockOffsetNs = clockOffsetNs;
    host = new Host(simulation, name, (_, _, _, payload) -> onDatagram(payload));
    monitor = new PathMonitor(PathTiming.DEFAULT, new Output());
    host.after(0, this::loop);
  }

  Port attach(Network network, String address, LinkProfile up, LinkProfile down) {
    return network.attach(host, InetAddress.ofLiteral(address), up, down);
  }

  void addPath(SimEdge peer, Port port, InetAddress peerAddress, boolean metered) {
    int path = sessions.size();
    int base = name.equals("a") ? 100 : 200;
    int peerBase = name.equals("a") ? 200 : 100;
    sessions.add(
        new Session(
            path,
            port,
            new InetSocketAddress(peerAddress, UDP_PORT),
            base + path,
            peerBase + path));
    String link = "link" + path;
    monitor.addPath(
        new PathLabel(
            path,
            link + ">" + peer.name + "/" + link,
            peer.name,
            link,
            link,
            "internet",
            metered,
            false,
            name.equals("a")),
        nowNs());
  }

  long nowNs() {
    return simulation.nowNs() + clockOffsetNs;
  }

  /// Shifts the clock of the timestamps on the wire, as a reboot does.
  void shiftStamps(long shiftNs) {
    stampShiftNs += shiftNs;
  }

  private long stamp() {
    return NtpTimestamp.fromNs(nowNs() + stampShiftNs);
  }

  /// Sends user packets on a path at a steady rate until a time of the simulation.
  void sendData(int path, int packetsPerSecond, long untilNs) {
    sendData(sessions.get(path));
    if (simulation.nowNs() < untilNs) {
      host.after(
          1_000_000_000L / packetsPerSecond, () -> sendData(path, packetsPerSecond, untilNs));
    }
  }

  long dataReceived(int path) {
    return sessions.get(path).dataReceived;
  }

  long probesSent() {
    return probesSent;
  }

  /// How often control had to look at its paths.
  long ticks() {
    return ticks;
  }

  /// Retries apart.
  long handshakesBegun() {
    return handshakesBegun;
  }

  PathView view(int path) {
    return monitor.views(nowNs()).get(path);
  }

  List<PathChange> changes(int path, Direction direction) {
    return changes.stream()
        .filter(c -> c.path().path() == path && c.direction() == direction)
        .toList();
  }

  List<PathState> states(int path, Direction direction) {
    return changes(path, direction).stream().map(PathChange::to).toList();
  }

  private void loop() {
    long nowNs = nowNs();
    for (Session session : sessions) {
      if (session.account.isReportDue(nowNs)) {
        monitor.onReceiveReport(session.path, session.account.report(nowNs), nowNs);
      }
      if (session.sent != session.reportedSent) {
        session.reportedSent = session.sent;
        monitor.onSendReport(
            session.path,
            new SendReport(
                nowNs,
                session.remoteIndex,
                session.sent - 1,
                session.dataSent,
                session.refused,
                session.fullSized,
                nowNs,
                nowNs));
        session.fullSized = SendReport.NONE;
      }
    }
    if (nowNs - monitor.nextDeadlineNs() >= 0) {
      ticks++;
      monitor.onTick(nowNs);
    }
    host.after(LOOP_NS, this::loop);
  }

  private void sendData(Session session) {
    byte[] plaintext = new byte[DATA_LENGTH];
    plaintext[0] = 0x45;
    session.dataSent++;
    send(session, MemorySegment.ofArray(plaintext));
  }

  private void send(Session session, MemorySegment plaintext) {
    byte[] datagram = new byte[HEADER + (int) plaintext.byteSize()];
    MemorySegment target = MemorySegment.ofArray(datagram);
    target.set(ValueLayout.JAVA_INT_UNALIGNED, 0, session.remoteIndex);
    target.set(ValueLayout.JAVA_LONG_UNALIGNED, 4, session.sent++);
    MemorySegment.copy(plaintext, 0, target, HEADER, plaintext.byteSize());
    if (!session.port.send(UDP_PORT, session.peer, datagram)) {
      session.refused++;
    }
  }

  private void onDatagram(byte[] datagram) {
    MemorySegment packet = MemorySegment.ofArray(datagram);
    int index = packet.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    long counter = packet.get(ValueLayout.JAVA_LONG_UNALIGNED, 4);
    Session session =
        sessions.stream().filter(s -> s.localIndex == index).findFirst().orElseThrow();
    if (counter < 0) {
      onHandshake(session, counter);
    } else if (session.seen.add(counter)) {
      onPlaintext(session, counter, packet.asSlice(HEADER));
    }
    session.overflow.onDropped(session.port.overflowed() - session.toldOverflow);
    session.toldOverflow = session.port.overflowed();
  }

  private void initiate(Session session) {
    if (session.isRenewing) {
      session.initiatedNs = nowNs();
      sendHandshake(session, INITIATION);
      host.after(RETRY_NS, () -> initiate(session));
    }
  }

  private void onHandshake(Session session, long message) {
    if (message == INITIATION) {
      session.answeredNs = nowNs();
      sendHandshake(session, ANSWER);
    } else if (message == ANSWER) {
      session.isRenewing = false;
      monitor.onNewKeys(session.path, session.initiatedNs, nowNs());
      sendHandshake(session, CONFIRMATION);
    } else {
      monitor.onNewKeys(session.path, session.answeredNs, nowNs());
    }
  }

  private void sendHandshake(Session session, long message) {
    MemorySegment datagram = MemorySegment.ofArray(new byte[HEADER]);
    datagram.set(ValueLayout.JAVA_INT_UNALIGNED, 0, session.remoteIndex);
    datagram.set(ValueLayout.JAVA_LONG_UNALIGNED, 4, message);
    session.port.send(UDP_PORT, session.peer, datagram.toArray(ValueLayout.JAVA_BYTE));
  }

  private void onPlaintext(Session session, long counter, MemorySegment plaintext) {
    long nowNs = nowNs();
    int length = (int) plaintext.byteSize();
    if (!OverlayFrame.isFrame(plaintext, 0, length)) {
      session.dataReceived++;
      session.account.onPacket(counter, length, ReceiveAccount.Kind.DATA, nowNs);
      return;
    }
    int type = OverlayFrame.type(plaintext, 0);
    boolean probe = type == OverlayFrame.PROBE || type == OverlayFrame.URGENT_PROBE;
    session.account.onPacket(counter, length, ReceiveAccount.Kind.ofFrame(type), nowNs);
    if (probe) {
      boolean urgent = ProbeFrame.isUrgent(plaintext, 0);
      ProbeReplyFrame.write(plaintext, 0, plaintext, 0, stamp(), session.account.received());
      ProbeReplyFrame.stamp(plaintext, 0, stamp(), session.sent + 1);
      send(session, plaintext.asSlice(0, ProbeReplyFrame.LENGTH));
      monitor.onProbeReceived(session.path, urgent, nowNs);
    } else if (type == OverlayFrame.PROBE_REPLY) {
      monitor.onProbeReply(session.path, ProbeEcho.read(plaintext, 0, nowNs + stampShiftNs), nowNs);
    } else if (type == OverlayFrame.GAPS) {
      monitor.onGaps(session.path, GapsFrame.read(plaintext, 0), nowNs);
    } else if (type == OverlayFrame.WITHDRAWAL) {
      monitor.onWithdrawal(session.path, WithdrawalFrame.session(plaintext, 0), nowNs);
    } else {
      monitor.onFeedback(session.path, FeedbackFrame.read(plaintext, 0), nowNs);
    }
  }

  private final class Output implements PathOutput {
    @Override
    public void sendProbe(int path, int sequence, boolean urgent) {
      probesSent++;
      MemorySegment frame = MemorySegment.ofArray(new byte[ProbeFrame.LENGTH]);
      ProbeFrame.write(frame, 0, urgent, sequence, 1);
      ProbeFrame.stamp(frame, 0, stamp(), sessions.get(path).sent + 1);
      send(sessions.get(path), frame);
    }

    @Override
    public void onDelivery(int path, Delivery delivery, long nowNs) {}

    @Override
    public void onTransit(int path, long transitNs, long sentNs, long nowNs) {}

    @Override
    public void onClockStep(int path) {}

    @Override
    public void onSettled(int path, long expected, long missing, long nowNs) {}

    @Override
    public void renewKeys(int path) {
      if (renewsKeys) {
        handshakesBegun++;
        sessions.get(path).isRenewing = true;
        initiate(sessions.get(path));
      }
    }

    @Override
    public int sendFullSizedProbe(int path, int sequence) {
      MemorySegment frame = MemorySegment.ofArray(new byte[FULL_LENGTH]);
      ProbeFrame.write(frame, 0, false, sequence, 1);
      ProbeFrame.stamp(frame, 0, stamp(), sessions.get(path).sent + 1);
      sessions.get(path).fullSized = sessions.get(path).sent;
      send(sessions.get(path), frame);
      return FULL_LENGTH;
    }

    @Override
    public void sendFeedback(int path, Feedback feedback) {
      MemorySegment frame = MemorySegment.ofArray(new byte[FeedbackFrame.LENGTH]);
      FeedbackFrame.write(frame, 0, feedback, nowNs());
      send(sessions.get(path), frame);
    }

    @Override
    public void onChange(PathChange change) {
      changes.add(change);
    }

    @Override
    public void sendGaps(int path, Gaps gaps) {
      MemorySegment frame = MemorySegment.ofArray(new byte[GapsFrame.LENGTH]);
      GapsFrame.write(frame, 0, gaps);
      send(sessions.get(path), frame);
    }

    @Override
    public void sendWithdrawal(int path, int session) {
      withdrawnAfter.add(changes.size());
      MemorySegment frame = MemorySegment.ofArray(new byte[WithdrawalFrame.LENGTH]);
      WithdrawalFrame.write(frame, 0, session);
      send(sessions.get(path), frame);
    }

    @Override
    public void onDoubt(int path, boolean doubted, boolean lasting, int session, long reported) {
      doubts.add(new Doubt(simulation.nowNs(), path, doubted));
    }

    @Override
    public void onLeft(int path, int session, long reported) {
      lefts.add(path);
    }

    @Override
    public void onWorse(int path) {}

    @Override
    public void onLossDoubt(int path, int grade, boolean crowded) {
      lossDoubts.add(new LossDoubt(simulation.nowNs(), path, grade, crowded));
    }

    @Override
    public void onPeerAway(String peer, boolean away, long atNs) {
      peerAway.add(away ? "away" : "back");
    }
  }
}
