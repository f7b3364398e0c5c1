package io.hawser.probe.session;

import io.hawser.probe.StampKey;
import io.hawser.probe.StampLayout;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A STAMP Session-Reflector: RFC 8762 section 4.3. Answers a request in the buffer in which it
/// came:
///
/// 1. [#onRequest] asks whether it may be answered, counts it and makes all of the reply but
/// 2. [#complete], which adds the time of sending and the HMAC, as late as can be.
///
/// With a key it takes authenticated packets only, without one open ones only: who can leave the
/// HMAC away need not forge it.
public final class StampReflector {
  /// @param stateful whether replies are counted by session, so that the sender can tell in which
  ///   direction packets are lost
  /// @param shortRequests whether requests shorter than the base packet are answered with a whole
  ///   one, as RFC 8762 section 4.6 has it for senders of TWAMP Light: up to 44 bytes for 14
  /// @param port the reflector's own
  /// @param peers who may ask
  public record Setup(
      boolean stateful, boolean shortRequests, int port, Predicate<InetAddress> peers) {}

  /// @param perSource requests a second that one source may have answered
  /// @param overall requests a second that all may have answered
  /// @param sources how many are kept account of
  /// @param sessions how many are counted for
  /// @param sessionsPerSource how many of one source
  public record Limits(
      int perSource, int overall, int sources, int sessions, int sessionsPerSource) {
    /// Ten tests at once with a packet each 10 ms, from each of four sources; with packets of 1500
    /// bytes that is 48 Mbit/s. A source may begin six tests a second from new ports: then the
    /// first of its 64 sessions has been quiet for ten seconds, and makes room.
    public static final Limits USUAL = new Limits(1_000, 4_000, 1_024, 1_024, 64);
  }

  /// Below it are services that answer whatever comes: echo, DNS, NTP, other reflectors.
  private static final int LEAST_SOURCE_PORT = 1_024;

  private final Setup setup;
  private final @Nullable StampKey key;
  private final StampLayout layout;
  private final Budget overall;
  private final SourceBudgets sources;
  private final ReflectorSessions sessions;
  private final Map<StampDrop, Long> drops = new EnumMap<>(StampDrop.class);
  private long answered;
  private int replyLength;

  public StampReflector(Setup setup, Limits limits, @Nullable StampKey key) {
    this.setup = setup;
    this.key = key;
    layout = key == null ? StampLayout.OPEN : StampLayout.AUTHENTICATED;
    overall = new Budget(limits.overall());
    sources = new SourceBudgets(limits.perSource(), limits.sources());
    sessions = new ReflectorSessions(limits.sessions(), limits.sessionsPerSource());
  }

  /// The longest base packet: what a buffer must have room for beyond a short request.
  public int baseLength() {
    return layout.length();
  }

  /// Turns the request in `packet` into its reply, of [#replyLength] bytes; or answers why not.
  ///
  /// @param packet from byte 0 on; has room for [#baseLength]
  /// @param length of the request; where it is more than the buffer's, the rest was cut off
  /// @param local where it was sent to
  /// @param ttl with which it came, or [io.hawser.probe.StampReflectorPacket#UNKNOWN_TTL]
  /// @param receiveTimestamp when it came, by the clock that `errorEstimate` is about
  public @Nullable StampDrop onRequest(
      MemorySegment packet,
      int length,
      InetSocketAddress source,
      InetSocketAddress local,
      int ttl,
      long receiveTimestamp,
      int errorEstimate,
      long nowNs) {
    StampDrop refused = refusal(packet, length, source, nowNs);
    ReflectorSessions.Session session = null;
    if (refused == null) {
      pad(packet, length);
      if (setup.stateful) {
        session = sessions.onPacket(source, local, layout.sessionId(packet, 0), nowNs);
        refused = session == null ? StampDrop.SESSIONS_FULL : null;
      }
    }
    if (refused != null) {
      drops.merge(refused, 1L, Long::sum);
      return refused;
    }
    // Stateless: the sender's own number comes back (RFC 8762 section 4.3.1).
    int sequence = session == null ? layout.sequence(packet, 0) : session.answered();
    layout.turnAround(packet, 0, sequence, receiveTimestamp, errorEstimate, ttl);
    replyLength = Math.max(length, layout.length());
    new TlvEcho(packet, layout.length(), replyLength)
        .reflect(layout.senderSequenceOffset(), 0, key, session);
    if (session != null) {
      session.countAnswer();
    }
    answered++;
    return null;
  }

  private @Nullable StampDrop refusal(
      MemorySegment packet, int length, InetSocketAddress source, long nowNs) {
    if (length < (setup.shortRequests ? layout.leastRequestLength() : layout.length())) {
      return StampDrop.TOO_SHORT;
    }
    if (length > packet.byteSize()) {
      return StampDrop.TOO_LONG;
    }
    if (source.getPort() < LEAST_SOURCE_PORT || source.getPort() == setup.port) {
      return StampDrop.LOOPING_PORT;
    }
    if (length >= layout.leastReplyLength() && layout.isReply(packet, 0)) {
      return StampDrop.REPLY;
    }
    if (!setup.peers.test(source.getAddress())) {
      return StampDrop.NOT_A_PEER;
    }
    if (key != null && !key.isAuthentic(packet, 0)) {
      return StampDrop.NOT_AUTHENTIC;
    }
    // A source that asks too often uses up its own budget and not that of all.
    StampDrop refused = sources.take(source.getAddress(), nowNs);
    return refused == null && !overall.take(nowNs) ? StampDrop.OVERALL_RATE : refused;
  }

  /// What a short request lacks of a base packet is taken for zero.
  private void pad(MemorySegment packet, int length) {
    if (length < layout.length()) {
      packet.asSlice(length, layout.length() - length).fill((byte) 0);
    }
  }

  /// Bytes of the reply that the last [#onRequest] made: as many as the request had, or the base
  /// packet's.
  public int replyLength() {
    return replyLength;
  }

  /// Adds the time of sending, and the HMAC in authenticated mode.
  public void complete(MemorySegment packet, long timestamp) {
    layout.setTimestamp(packet, 0, timestamp);
    if (key != null) {
      key.seal(packet, 0);
    }
  }

  /// The reply could not be sent after all. Its number stays used: the sender sees it as lost on
  /// the way back.
  public void onSendRefused() {
    answered--;
    drops.merge(StampDrop.SEND_REFUSED, 1L, Long::sum);
  }

  /// Requests answered.
  public long answered() {
    return answered;
  }

  /// Requests not answered, by reason, in the order of the reasons.
  public Map<StampDrop, Long> drops() {
    return new EnumMap<>(drops);
  }

  /// Sessions that are counted for.
  public int sessions() {
    return sessions.count();
  }
}
