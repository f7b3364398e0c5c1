package io.hawser.probe.session;

import io.hawser.probe.DirectMeasurementTlv;
import io.hawser.probe.StampKey;
import io.hawser.probe.StampTlv;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Turns the TLVs of a request into those of its reply, in place: RFC 8972 section 4.
///
/// - U where the type is not known here, or, of Direct Measurement, nothing is counted for it.
/// - M where the length is not valid for the type or the packet ends before it. What follows is
///   copied and not looked at.
/// - I on all where an HMAC TLV is wrong, in the wrong place, cannot be checked for want of a key,
///   or is missing in the authenticated mode; then nothing else is done with them.
///
/// Zeros, or what does not begin with a TLV's header, is padding and stays.
final class TlvEcho {
  /// Where things are in one request.
  ///
  /// @param hmac of the HMAC TLV, [StampTlv#ABSENT] for none
  /// @param misplaced another TLV than padding follows the HMAC TLV
  /// @param bare padding only, and one of it: needs no HMAC (RFC 8972 section 4.8)
  private record Survey(long hmac, boolean misplaced, boolean bare) {}

  private final MemorySegment packet;
  private final long from;
  private final long end;

  /// @param from where the TLVs begin, which is where the base packet ends
  TlvEcho(MemorySegment packet, long from, long end) {
    this.packet = packet;
    this.from = from;
    this.end = end;
  }

  /// @param sentSequence where the sender's sequence number is
  /// @param ownSequence where the reflector's is
  /// @param key null in the open mode
  /// @param session null where none is kept
  void reflect(
      long sentSequence,
      long ownSequence,
      @Nullable StampKey key,
      ReflectorSessions.@Nullable Session session) {
    if (!isHeader(from)) {
      return;
    }
    Survey survey = survey();
    if (!isIntact(survey, sentSequence, key)) {
      markAll();
      return;
    }
    process(session);
    if (key != null && survey.hmac != StampTlv.ABSENT) {
      key.sealTlvs(packet, ownSequence, from, survey.hmac);
    }
  }

  private Survey survey() {
    long hmac = StampTlv.ABSENT;
    boolean misplaced = false;
    int count = 0;
    boolean padding = true;
    for (long at = from; isHeader(at); at = next(at)) {
      int type = StampTlv.type(packet, at);
      if (next(at) <= end && type == StampTlv.HMAC && hmac == StampTlv.ABSENT) {
        hmac = at;
      } else if (hmac != StampTlv.ABSENT && type != StampTlv.EXTRA_PADDING) {
        misplaced = true;
      }
      padding &= type == StampTlv.EXTRA_PADDING;
      count++;
    }
    return new Survey(hmac, misplaced, padding && count == 1);
  }

  private boolean isIntact(Survey survey, long sentSequence, @Nullable StampKey key) {
    if (survey.hmac == StampTlv.ABSENT) {
      return key == null || survey.bare;
    }
    return key != null
        && !survey.misplaced
        && StampTlv.length(packet, survey.hmac) == StampTlv.HMAC_LENGTH
        && key.areTlvsAuthentic(packet, sentSequence, from, survey.hmac);
  }

  private void markAll() {
    for (long at = from; isHeader(at); at = next(at)) {
      int malformed = next(at) > end ? StampTlv.MALFORMED : 0;
      int unknown = isKnown(StampTlv.type(packet, at)) ? 0 : StampTlv.UNRECOGNIZED;
      StampTlv.setFlags(packet, at, StampTlv.INTEGRITY_FAILED | malformed | unknown);
    }
  }

  private void process(ReflectorSessions.@Nullable Session session) {
    for (long at = from; isHeader(at); at = next(at)) {
      int flags = next(at) > end ? StampTlv.MALFORMED : answer(at, session);
      StampTlv.setFlags(packet, at, flags);
      if (flags == StampTlv.MALFORMED) {
        return;
      }
    }
  }

  /// The flags of a whole TLV, whose fields this fills.
  private int answer(long at, ReflectorSessions.@Nullable Session session) {
    return switch (StampTlv.type(packet, at)) {
      case StampTlv.EXTRA_PADDING, StampTlv.HMAC -> 0;
      case StampTlv.DIRECT_MEASUREMENT -> measure(at, session);
      default -> StampTlv.UNRECOGNIZED;
    };
  }

  private int measure(long at, ReflectorSessions.@Nullable Session session) {
    if (!DirectMeasurementTlv.isPlausible(packet, at)) {
      return StampTlv.MALFORMED;
    }
    if (session == null) {
      return StampTlv.UNRECOGNIZED;
    }
    DirectMeasurementTlv.writeReply(
        packet,
        at,
        DirectMeasurementTlv.senderSent(packet, at),
        session.received(),
        // With this reply.
        session.answered() + 1L);
    return 0;
  }

  private static boolean isKnown(int type) {
    return type == StampTlv.EXTRA_PADDING
        || type == StampTlv.DIRECT_MEASUREMENT
        || type == StampTlv.HMAC;
  }

  private boolean isHeader(long at) {
    return end - at >= StampTlv.HEADER_LENGTH && StampTlv.type(packet, at) != StampTlv.RESERVED;
  }

  private long next(long at) {
    return at + StampTlv.HEADER_LENGTH + StampTlv.length(packet, at);
  }
}
