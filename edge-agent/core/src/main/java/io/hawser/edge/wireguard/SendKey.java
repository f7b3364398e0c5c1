package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.Aead;
import io.hawser.edge.crypto.PacketCipher;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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
  private final Aead first;
  private final @Nullable Aead second;
  private final int remoteIndex;
  private final long birthNs;
  private final AtomicLong sentCount;

  /// Where the counter has to end, unsigned.
  private final AtomicLong limit = new AtomicLong(Protocol.REJECT_AFTER_MESSAGES);

  // What seals now, and by which index the peer knows it.
  private Aead aead;
  private int receiver;
  private long counter;
  private volatile PacketCipher cipher = PacketCipher.CHACHA20_POLY1305;

  /// @param second the second cipher, which [#upgrade] begins to use; null where there is none
  SendKey(
      Peering peering,
      Aead first,
      @Nullable Aead second,
      int remoteIndex,
      long firstCounter,
      long birthNs) {
    this.peering = peering;
    this.contact = peering.contact();
    this.first = first;
    this.second = second;
    this.remoteIndex = remoteIndex;
    this.birthNs = birthNs;
    this.aead = first;
    this.receiver = remoteIndex;
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
    if (Long.compareUnsigned(counter, limit.getPlain()) >= 0) {
      return EXHAUSTED;
    }
    int padded = paddedLength(length, paddedLimit);
    // Taken before it is used: whatever comes of the sealing, it is never used again.
    long number = counter++;
    sentCount.setOpaque(counter);
    aead.seal(
        source,
        sourceOffset,
        length,
        padded,
        target,
        targetOffset + Transport.HEADER_LENGTH,
        number);
    Transport.writeHeader(target, targetOffset, receiver, number);
    if (aead == second && padded >>> Protocol.AES_MESSAGE_SHIFT > 0) {
      limit.setOpaque(limit.getPlain() - (padded >>> Protocol.AES_MESSAGE_SHIFT));
    }
    contact.sent(length > 0, nowNs);
    return padded + Transport.OVERHEAD;
  }

  /// Seals in place: the datagram starts [Transport#HEADER_LENGTH] bytes before the plaintext at
  /// `offset`.
  public int seal(MemorySegment buffer, long offset, int length, int paddedLimit, long nowNs) {
    return seal(
        buffer, offset, length, paddedLimit, buffer, offset - Transport.HEADER_LENGTH, nowNs);
  }

  /// Seals with the second cipher from now on; the counter goes on. Once a session, and not where
  /// the counter has passed what that cipher's key may seal: the session is about to be renewed.
  ///
  /// @param secondIndex by which the peer knows that cipher's key
  public void upgrade(int secondIndex) {
    boolean isSpent = Long.compareUnsigned(counter, Protocol.AES_REKEY_AFTER_MESSAGES) >= 0;
    if (second == null || aead == second || isSpent) {
      return;
    }
    aead = second;
    receiver = secondIndex;
    limit.setOpaque(Protocol.AES_REJECT_AFTER_MESSAGES);
    cipher = PacketCipher.AES_256_GCM;
  }

  /// What it seals with now. Any thread may read it.
  public PacketCipher cipher() {
    return cipher;
  }

  /// What a plaintext of `length` grows to.
  public static int paddedLength(int length, int paddedLimit) {
    int full = (length + Protocol.PADDING - 1) & -Protocol.PADDING;
    return Math.max(length, Math.min(full, paddedLimit));
  }

  /// Whether [#seal] would still seal.
  public boolean isUsable(long nowNs) {
    return nowNs - birthNs < Protocol.REJECT_AFTER_TIME_NS
        && Long.compareUnsigned(sentCount(), limit.getOpaque()) < 0;
  }

  /// Whether it has sealed so much that it is to be renewed whatever its age. Any thread may ask.
  boolean isNearlyExhausted() {
    long sent = sentCount();
    return switch (cipher) {
      case CHACHA20_POLY1305 -> Long.compareUnsigned(sent, Protocol.REKEY_AFTER_MESSAGES) > 0;
      case AES_256_GCM -> {
        long left = limit.getOpaque() - sent;
        yield left < Protocol.AES_REJECT_AFTER_MESSAGES - Protocol.AES_REKEY_AFTER_MESSAGES;
      }
    };
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

  /// The peer's index of this session, which names it whatever the cipher.
  public int remoteIndex() {
    return remoteIndex;
  }

  public void destroy() {
    first.destroy();
    if (second != null) {
      second.destroy();
    }
  }
}
