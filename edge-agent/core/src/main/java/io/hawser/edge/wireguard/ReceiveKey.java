package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.Aead;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The receiving half of a session. Owned by the inbound agent; not thread-safe but for the
/// published counts.
///
/// Control makes it and hands it over by [PeeringOutput#installReceiveKey]; inbound finds it by
/// [#localIndex] or [#secondIndex] and destroys it after [PeeringOutput#removeReceiveKey].
///
/// The path's loss in this direction is exact: of the packets that its sender sealed,
/// [#receivedCount] were received once, and [#lateCount] came after the window had passed them,
/// some of these perhaps not for the first time.
public final class ReceiveKey {

  /// Results of [#open]: not a transport message, or shorter than one.
  public static final int MALFORMED = -1;

  /// The key is too old, or the counter beyond what a key may seal.
  public static final int EXPIRED = -2;

  /// The counter was received before.
  public static final int REPLAYED = -3;

  /// Authentic and for the first time here, but behind the replay window: it counts for the path
  /// and is not delivered.
  public static final int TOO_LATE = -4;

  /// Not authentic.
  public static final int FORGED = -5;

  /// Authentic and received for the first time, but a copy of it came before by another path: it
  /// counts for the path and is not delivered.
  public static final int COPY_CAME_FIRST = -6;

  /// Authentic, but so late that nobody knows whether it was received before.
  public static final int FORGOTTEN = -7;

  private final Peering peering;
  private final Contact contact;
  private final Aead first;
  private final int localIndex;
  private final @Nullable Second second;
  private final long birthNs;
  private final ReplayWindow window = new ReplayWindow();
  private boolean unconfirmed;

  private final AtomicLong received = new AtomicLong();
  private final AtomicLong heardNs = new AtomicLong(Contact.NEVER);
  private final AtomicLong replayed = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong forged = new AtomicLong();

  /// The second cipher's key, and the index by which a packet names it.
  record Second(Aead aead, int index) {}

  ReceiveKey(
      Peering peering,
      Aead first,
      int localIndex,
      @Nullable Second second,
      boolean unconfirmed,
      long birthNs) {
    this.peering = peering;
    this.contact = peering.contact();
    this.first = first;
    this.localIndex = localIndex;
    this.second = second;
    this.unconfirmed = unconfirmed;
    this.birthNs = birthNs;
  }

  /// Opens the datagram at `offset` into `target` and answers the length of the plaintext, padding
  /// included, or a negative result above, after which the target holds nothing of use. 0 is a
  /// keepalive.
  ///
  /// Source and target may be the same segment if `targetOffset` is `offset +
  /// Transport.HEADER_LENGTH`.
  public int open(
      MemorySegment source,
      long offset,
      int datagramLength,
      MemorySegment target,
      long targetOffset,
      long nowNs) {
    if (!Transport.isPlausible(source, offset, datagramLength)) {
      return MALFORMED;
    }
    long counter = Transport.counter(source, offset);
    Second chosen =
        second != null && Transport.receiver(source, offset) == second.index ? second : null;
    long limit =
        chosen != null ? Protocol.AES_REJECT_AFTER_MESSAGES : Protocol.REJECT_AFTER_MESSAGES;
    if (nowNs - birthNs >= Protocol.REJECT_AFTER_TIME_NS
        || Long.compareUnsigned(counter, limit) >= 0) {
      return EXPIRED;
    }
    boolean tooLate = window.isTooOld(counter);
    boolean forgotten = window.isForgotten(counter);
    boolean known = !forgotten && window.isKnown(counter);
    boolean copied = known && window.isCopied(counter);
    if (known && !copied) {
      replayed.setOpaque(replayed.getPlain() + 1);
      return REPLAYED;
    }
    Aead aead = chosen == null ? first : chosen.aead;
    int length =
        aead.open(
            source,
            offset + Transport.HEADER_LENGTH,
            datagramLength - Transport.HEADER_LENGTH,
            target,
            targetOffset,
            counter);
    if (length == Aead.FORGED) {
      forged.setOpaque(forged.getPlain() + 1);
      return FORGED;
    }
    if (tooLate) {
      late.setOpaque(late.getPlain() + 1);
    }
    if (forgotten) {
      return FORGOTTEN;
    }
    if (copied) {
      window.acceptOriginal(counter);
    } else {
      window.accept(counter);
    }
    if (tooLate) {
      return TOO_LATE;
    }
    accept(length > 0, nowNs);
    return copied ? COPY_CAME_FIRST : length;
  }

  /// An authentic copy of the packet with this counter came by another path between the same two
  /// edges. Answers 0 where it is to be delivered, and then its original and further copies are
  /// not; else [#EXPIRED], [#TOO_LATE] or [#REPLAYED].
  public int takeCopy(long counter, long nowNs) {
    if (nowNs - birthNs >= Protocol.REJECT_AFTER_TIME_NS
        || Long.compareUnsigned(counter, Protocol.REJECT_AFTER_MESSAGES) >= 0) {
      return EXPIRED;
    }
    if (window.isTooOld(counter)) {
      return TOO_LATE;
    }
    if (window.isKnown(counter)) {
      return REPLAYED;
    }
    window.acceptCopy(counter);
    return 0;
  }

  /// Opens in place: the plaintext lies [Transport#HEADER_LENGTH] bytes after `offset`.
  public int open(MemorySegment buffer, long offset, int datagramLength, long nowNs) {
    return open(buffer, offset, datagramLength, buffer, offset + Transport.HEADER_LENGTH, nowNs);
  }

  /// True once, after the first authentic packet on a key that we answered for: inbound then tells
  /// control ([Peering#onKeyConfirmed]), which lets outbound send on it.
  public boolean takeConfirmation() {
    if (unconfirmed && received.getPlain() > 0) {
      unconfirmed = false;
      return true;
    }
    return false;
  }

  /// Our index of this session, which names it whatever the cipher.
  public int localIndex() {
    return localIndex;
  }

  /// Our index of the second cipher's key; [#localIndex] where there is none.
  public int secondIndex() {
    return second == null ? localIndex : second.index;
  }

  public Peering peering() {
    return peering;
  }

  /// To be told where each authentic packet came from.
  public Contact contact() {
    return contact;
  }

  /// Authentic packets with different counters.
  public long receivedCount() {
    return received.getOpaque();
  }

  /// When an authentic packet last came, or [Contact#NEVER]. Any thread may ask.
  long heardNs() {
    return heardNs.getOpaque();
  }

  public long replayedCount() {
    return replayed.getOpaque();
  }

  public long lateCount() {
    return late.getOpaque();
  }

  public long forgedCount() {
    return forged.getOpaque();
  }

  public void destroy() {
    first.destroy();
    if (second != null) {
      second.aead.destroy();
    }
  }

  private void accept(boolean data, long nowNs) {
    received.setOpaque(received.getPlain() + 1);
    heardNs.setOpaque(nowNs);
    contact.received(data, nowNs);
  }
}
