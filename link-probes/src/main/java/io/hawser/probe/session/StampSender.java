package io.hawser.probe.session;

import io.hawser.probe.DirectMeasurementTlv;
import io.hawser.probe.ErrorEstimate;
import io.hawser.probe.NtpTimestamp;
import io.hawser.probe.StampKey;
import io.hawser.probe.StampLayout;
import io.hawser.probe.StampTlv;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// A STAMP Session-Sender for one session: RFC 8762 section 4.2. Sends `count` packets, one each
/// `intervalNs`, and waits a while for the last replies.
///
/// Call [#write] at [#nextDeadlineNs] until [#isOver], [#onSendRefused] at once where what it wrote
/// did not leave, [#onReply] with whatever comes, and [#result] at any time.
public final class StampSender {
  /// What `count` may be: a packet's state is its timestamp and a bit.
  public static final int MOST_PACKETS = 1_000_000;

  /// @param waitNs how long after the last packet a reply may come
  /// @param sessionId RFC 8972 section 3, 1 to 65535
  /// @param extensions whether packets carry Direct Measurement, by which the reflector tells loss
  ///   on the way there from loss on the way back; TWAMP Light takes it for padding
  /// @param errorEstimate of the clock that the timestamps are by
  public record Plan(
      int count,
      long intervalNs,
      long waitNs,
      int sessionId,
      boolean extensions,
      int errorEstimate) {
    public Plan {
      if (count < 1 || count > MOST_PACKETS) {
        throw new IllegalArgumentException(
            "count: " + count + " (expected: 1 to " + MOST_PACKETS + ")");
      }
      if (intervalNs <= 0 || waitNs <= 0) {
        throw new IllegalArgumentException(
            "intervalNs, waitNs: " + intervalNs + ", " + waitNs + " (expected: more than 0)");
      }
      if (sessionId < 1 || sessionId > 0xFFFF) {
        throw new IllegalArgumentException("sessionId: " + sessionId + " (expected: 1 to 65535)");
      }
    }
  }

  /// What became of a packet that came.
  public enum Reply {
    /// Counted.
    TAKEN,
    /// The answer to a packet that is answered already.
    DUPLICATE,
    TOO_SHORT,
    NOT_AUTHENTIC,
    /// Answers nothing that this session sent.
    FOREIGN
  }

  /// Direct Measurement and, in authenticated mode, HMAC behind the longest base packet.
  public static final int MOST_LENGTH =
      StampLayout.AUTHENTICATED.length()
          + DirectMeasurementTlv.LENGTH
          + StampTlv.HEADER_LENGTH
          + StampTlv.HMAC_LENGTH;

  private final Plan plan;
  private final @Nullable StampKey key;
  private final StampLayout layout;
  private final long[] timestamps;
  private final BitSet answered = new BitSet();
  private final SessionTally tally = new SessionTally();
  private long nextNs;
  private int attempts;
  private int sent;

  /// The first packet is due at `nowNs`.
  public StampSender(Plan plan, @Nullable StampKey key, long nowNs) {
    this.plan = plan;
    this.key = key;
    layout = key == null ? StampLayout.OPEN : StampLayout.AUTHENTICATED;
    timestamps = new long[plan.count];
    nextNs = nowNs;
  }

  /// When to call [#write], or, after the last packet, when it is over.
  public long nextDeadlineNs() {
    return nextNs;
  }

  /// True where every packet is answered or has had its time.
  public boolean isOver(long nowNs) {
    return attempts == plan.count && (answered.cardinality() == sent || nowNs - nextNs >= 0);
  }

  /// Writes the next packet where one is due; its length, or 0.
  public int write(MemorySegment packet, long timestamp, long nowNs) {
    if (attempts == plan.count || nowNs - nextNs < 0) {
      return 0;
    }
    attempts++;
    layout.writeRequest(packet, 0, sent, timestamp, plan.errorEstimate, plan.sessionId);
    timestamps[sent++] = timestamp;
    // A late sender goes on from now: it does not make up for lost time by a burst.
    long dueNs = nowNs - nextNs > plan.intervalNs ? nowNs : nextNs;
    nextNs = attempts == plan.count ? nowNs + plan.waitNs : dueNs + plan.intervalNs;
    int length = plan.extensions ? extend(packet) : layout.length();
    if (key != null) {
      key.seal(packet, 0);
    }
    return length;
  }

  private int extend(MemorySegment packet) {
    int end = layout.length();
    DirectMeasurementTlv.writeRequest(packet, end, sent);
    end += DirectMeasurementTlv.LENGTH;
    if (key != null) {
      StampTlv.writeHeader(packet, end, StampTlv.UNRECOGNIZED, StampTlv.HMAC, StampTlv.HMAC_LENGTH);
      key.sealTlvs(packet, 0, layout.length(), end);
      end += StampTlv.HEADER_LENGTH + StampTlv.HMAC_LENGTH;
    }
    return end;
  }

  /// The kernel did not take what [#write] wrote: its number is the next one's, and nothing was
  /// lost on the way.
  public void onSendRefused() {
    sent--;
    tally.onRefused();
  }

  /// Takes what came from the reflector.
  ///
  /// @param packet from byte 0 on
  /// @param arrival when it came, by the clock of the timestamps given to [#write]
  public Reply onReply(MemorySegment packet, int length, long arrival, long nowNs) {
    if (length < layout.leastReplyLength()) {
      return Reply.TOO_SHORT;
    }
    if (key != null && !key.isAuthentic(packet, 0)) {
      return Reply.NOT_AUTHENTIC;
    }
    int number = layout.senderSequence(packet, 0);
    if (!answersMine(packet, number)) {
      return Reply.FOREIGN;
    }
    if (answered.get(number)) {
      tally.onDuplicate();
      return Reply.DUPLICATE;
    }
    answered.set(number);
    tally.onReply(
        number,
        layout.sequence(packet, 0),
        layout.senderTtl(packet, 0),
        layout.sessionId(packet, 0) != 0);
    measure(packet, number, arrival, nowNs);
    if (plan.extensions) {
      count(packet, length);
    }
    return Reply.TAKEN;
  }

  private boolean answersMine(MemorySegment packet, int number) {
    int sessionId = layout.sessionId(packet, 0);
    return number >= 0
        && number < sent
        && layout.senderTimestamp(packet, 0) == timestamps[number]
        // Zero from a reflector that does not know RFC 8972.
        && (sessionId == plan.sessionId || sessionId == 0);
  }

  private void measure(MemorySegment packet, int number, long arrival, long nowNs) {
    boolean ptp = ErrorEstimate.isTruncatedPtp(layout.errorEstimate(packet, 0));
    long received = ntp(layout.receiveTimestamp(packet, 0), ptp);
    long replied = ntp(layout.timestamp(packet, 0), ptp);
    long outNs = NtpTimestamp.differenceNs(received, timestamps[number]);
    long backNs = NtpTimestamp.differenceNs(arrival, replied);
    tally.onTransits(nowNs, outNs, backNs);
  }

  private static long ntp(long timestamp, boolean ptp) {
    return ptp ? NtpTimestamp.fromTruncatedPtp(timestamp) : timestamp;
  }

  /// The reflector's counters, where they may be believed (RFC 8972 sections 4 and 4.8).
  private void count(MemorySegment packet, int length) {
    long tlv = StampTlv.find(packet, layout.length(), length, StampTlv.DIRECT_MEASUREMENT);
    if (tlv == StampTlv.ABSENT
        || StampTlv.flags(packet, tlv) != 0
        || !DirectMeasurementTlv.isPlausible(packet, tlv)
        || (key != null && !isSealed(key, packet, length))) {
      return;
    }
    tally.onCounters(
        DirectMeasurementTlv.senderSent(packet, tlv),
        DirectMeasurementTlv.reflectorReceived(packet, tlv),
        DirectMeasurementTlv.reflectorSent(packet, tlv));
  }

  private boolean isSealed(StampKey own, MemorySegment packet, int length) {
    long hmac = StampTlv.find(packet, layout.length(), length, StampTlv.HMAC);
    return hmac != StampTlv.ABSENT
        && StampTlv.length(packet, hmac) == StampTlv.HMAC_LENGTH
        && own.areTlvsAuthentic(packet, 0, layout.length(), hmac);
  }

  /// What is known so far; packets whose reply may yet come count as lost.
  public StampResult result() {
    return tally.result(sent, answered);
  }
}
