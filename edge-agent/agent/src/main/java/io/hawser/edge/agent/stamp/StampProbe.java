package io.hawser.edge.agent.stamp;

import io.hawser.edge.agent.linux.BootClock;
import io.hawser.edge.agent.linux.ClockQuality;
import io.hawser.edge.agent.linux.IpFamily;
import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.TimedSocket;
import io.hawser.probe.ErrorEstimate;
import io.hawser.probe.NtpTimestamp;
import io.hawser.probe.session.StampResult;
import io.hawser.probe.session.StampSender;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Measures the way to a reflector, on the calling thread, until the session is over.
public final class StampProbe {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /// How long a reply may take after the last packet: three times a satellite's.
  private static final long WAIT_NS = 2 * NS_PER_SECOND;

  private static final int SESSION_IDS = 0x1_0000;

  /// Readings of two clocks within 5 us are as good as of one moment.
  private static final long CLOSE_NS = 5_000;

  private static final int READINGS = 10;

  /// Offsets that differ by more are not two readings of one: somebody set the clock.
  private static final long SET_NS = 1_000_000;

  /// Packets that go nowhere before the first that counts: until the code between taking the time
  /// and sending has been loaded, it takes milliseconds.
  private static final int REHEARSALS = 100;

  /// RFC 863; on this machine nobody listens there, or throws away what comes.
  private static final int DISCARD_PORT = 9;

  /// Whom to ask, and by which way.
  ///
  /// @param device by which packets leave; empty for the routes' choice
  /// @param source from which address, null for the kernel's choice
  public record Target(InetSocketAddress reflector, String device, @Nullable InetAddress source) {}

  /// How to ask.
  ///
  /// @param extensions see [StampSender.Plan]
  /// @param key null for the unauthenticated mode
  public record Questions(int count, long intervalNs, boolean extensions, @Nullable KeyFile key) {}

  private final Target target;
  private final TimedSocket socket;
  private final StampSender sender;

  /// From [BootClock#nowNs] to the wall clock's time when the session began. Timestamps are the
  /// former and this: a wall clock that is set meanwhile changes no measurement.
  private final long epochNs;

  private StampProbe(Target target, Questions questions, TimedSocket socket) {
    this.target = target;
    this.socket = socket;
    long nowNs = BootClock.nowNs();
    epochNs = wallOffsetNs();
    ClockQuality clock = ClockQuality.read();
    sender =
        new StampSender(
            new StampSender.Plan(
                questions.count,
                questions.intervalNs,
                WAIT_NS,
                ThreadLocalRandom.current().nextInt(1, SESSION_IDS),
                questions.extensions,
                ErrorEstimate.of(clock.synchronised(), clock.errorNs())),
            questions.key == null ? null : questions.key.key(),
            nowNs);
  }

  /// Throws [io.hawser.edge.agent.linux.LinuxException] where the kernel refuses the socket.
  public static StampResult run(Target target, Questions questions) {
    rehearse(IpFamily.of(target.reflector.getAddress()), questions);
    var binding =
        new TimedSocket.Binding(
            IpFamily.of(target.reflector.getAddress()), target.device, 0, target.source, 0);
    try (TimedSocket socket = TimedSocket.open(binding);
        Poller poller = new Poller()) {
      poller.watch(socket.fd());
      return new StampProbe(target, questions, socket).run(poller);
    }
  }

  /// Sends as the session will, to this machine itself.
  private static void rehearse(IpFamily family, Questions questions) {
    InetAddress self = InetAddress.ofLiteral(family == IpFamily.V4 ? "127.0.0.1" : "::1");
    var nowhere = new Target(new InetSocketAddress(self, DISCARD_PORT), "", null);
    var atOnce = new Questions(REHEARSALS, 1, questions.extensions, questions.key);
    try (TimedSocket socket = TimedSocket.open(new TimedSocket.Binding(family, "", 0, null, 0))) {
      StampProbe rehearsal = new StampProbe(nowhere, atOnce, socket);
      for (int packet = 0; packet < REHEARSALS; packet++) {
        rehearsal.send();
      }
    }
  }

  private StampResult run(Poller poller) {
    long nowNs = BootClock.nowNs();
    while (!sender.isOver(nowNs)) {
      send();
      receive();
      nowNs = BootClock.nowNs();
      if (!sender.isOver(nowNs)) {
        poller.await(Math.max(0, sender.nextDeadlineNs() - nowNs));
        nowNs = BootClock.nowNs();
      }
    }
    return sender.result();
  }

  private void send() {
    long nowNs = BootClock.nowNs();
    int length = sender.write(socket.buffer(), timestamp(nowNs), nowNs);
    if (length > 0 && !socket.send(length, target.reflector)) {
      sender.onSendRefused();
    }
  }

  private void receive() {
    for (int length = socket.receive(); length != TimedSocket.NOTHING; length = socket.receive()) {
      if (length <= socket.buffer().byteSize() && isFromReflector()) {
        long nowNs = BootClock.nowNs();
        sender.onReply(socket.buffer(), length, timestamp(arrivedNs()), nowNs);
      }
    }
  }

  /// When the kernel received the reply, by [BootClock#nowNs]. The two clocks keep step unless the
  /// wall clock is set.
  private long arrivedNs() {
    long offsetNs = wallOffsetNs();
    boolean wasSet = Math.abs(offsetNs - epochNs) > SET_NS;
    return socket.receivedEpochNs() - (wasSet ? offsetNs : epochNs);
  }

  /// From [BootClock#nowNs] to the wall clock. This thread may be held up between reading the one
  /// and the other, so the closest of some readings counts.
  private static long wallOffsetNs() {
    long offsetNs = 0;
    long leastNs = Long.MAX_VALUE;
    for (int reading = 0; reading < READINGS && leastNs > CLOSE_NS; reading++) {
      long beforeNs = BootClock.nowNs();
      long wallNs = BootClock.wallEpochNs();
      long tookNs = BootClock.nowNs() - beforeNs;
      if (tookNs < leastNs) {
        leastNs = tookNs;
        offsetNs = wallNs - (beforeNs + tookNs / 2);
      }
    }
    return offsetNs;
  }

  private boolean isFromReflector() {
    InetSocketAddress source = socket.source();
    return source.getPort() == target.reflector.getPort()
        && source.getAddress().equals(target.reflector.getAddress());
  }

  private long timestamp(long nowNs) {
    long wallNs = nowNs + epochNs;
    return NtpTimestamp.fromUnix(wallNs / NS_PER_SECOND, (int) (wallNs % NS_PER_SECOND));
  }
}
