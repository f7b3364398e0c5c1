package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.Aead;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/// The sending half of a session. Owned by the outbound agent; not thread-safe but for
/// [#sentCount].
///
/// Control makes it and hands it over by [PeeringOutput#installSendKey]; from then on outbound
/// seals with it, and destroys it after [PeeringOutput#removeSendKey].
public final class SendKey {

  /// Result of [#seal]: the key is too old. Stage the packet and ask for a session
  /// ([Peering#wantSession]).
  public static final int EXPIRED = -1;

  /// Result of [#seal]: the key has sealed all that it may. As for [#EXPIRED].
  public static final int EXHAUSTED = -2;

  private final Peering peering;
  private final Contact contact;
  private final Aead aead;
  private final int receiver;
  private final long birthNs;
  private final AtomicLong sentCount;
  private long counter;

  SendKey(Peering peering, Aead aead, int receiver, long firstCounter, long birthNs) {
    this.peering = peering;
    this.contact = peering.contact();
    this.aead = aead;
    this.receiver = receiver;
    this.birthNs = birthNs;
    this.counter = firstCounter;
    this.sentCount = new AtomicLong(firstCounter);
  }

  /// Seals a packet into a datagram at `targetOffset` and answers its length, or a negative result
  /// above.
  ///
  /// The plaintext is filled with zero bytes to a multiple of 16, but not beyond `paddedLimit`, the
  /// MTU of the tunnel. The target needs room for the padded plaintext and [Transport#OVERHEAD].
  /// Source and target may be the same segment if the plaintext then lies at `targetOffset +
  /// Transport.HEADER_LENGTH`; an empty plaintext makes a keepalive.
  public int seal(
      MemorySegment source,
      long sourceOffset,
      int length,
      int paddedLimit,
      MemorySegment target,
      long targetOffset,
      long nowNs) {
    if (nowNs - birthNs >= Protocol.REJECT_AFTER_TIME_NS) {
      return EXPIRED;
    }
    if (Long.compareUnsigned(counter, Protocol.REJECT_AFTER_MESSAGES) >= 0) {
      return EXHAUSTED;
    }
    int padded = paddedLength(length, paddedLimit);
    aead.seal(
        source,
        sourceOffset,
        length,
        padded,
        target,
        targetOffset + Transport.HEADER_LENGTH,
        counter);
    Transport.writeHeader(target, targetOffset, receiver, counter);
    counter++;
    sentCount.setOpaque(counter);
    contact.sent(length > 0, nowNs);
    return padded + Transport.OVERHEAD;
  }

  /// Seals in place: the datagram starts [Transport#HEADER_LENGTH] bytes before the plaintext at
  /// `offset`.
  public int seal(MemorySegment buffer, long offset, int length, int paddedLimit, long nowNs) {
    return seal(
        buffer, offset, length, paddedLimit, buffer, offset - Transport.HEADER_LENGTH, nowNs);
  }

  /// What a plaintext of `length` grows to.
  public static int paddedLength(int length, int paddedLimit) {
    int full = (length + Protocol.PADDING - 1) & -Protocol.PADDING;
    return Math.max(length, Math.min(full, paddedLimit));
  }

  /// Whether [#seal] would still seal.
  public boolean isUsable(long nowNs) {
    return nowNs - birthNs < Protocol.REJECT_AFTER_TIME_NS
        && Long.compareUnsigned(sentCount(), Protocol.REJECT_AFTER_MESSAGES) < 0;
  }

  /// Packets sealed so far, unsigned; the counter of the next one. Any thread may read it.
  public long sentCount() {
    return sentCount.getOpaque();
  }

  public Peering peering() {
    return peering;
  }

  /// Where the peer is and when it was heard.
  public Contact contact() {
    return contact;
  }

  /// The peer's index of this session.
  public int remoteIndex() {
    return receiver;
  }

  public void destroy() {
    aead.destroy();
  }
}
