package io.hawser.edge.wireguard;

import org.jspecify.annotations.Nullable;

/// The up to three sessions of a peering, and how they move up; the picture stands in the package
/// comment. Owned by control.
final class Sessions {
  private final Peering peering;
  private final PeeringOutput output;
  private @Nullable Session previous;
  private @Nullable Session current;
  private @Nullable Session next;

  Sessions(Peering peering, PeeringOutput output) {
    this.peering = peering;
    this.output = output;
  }

  @Nullable Session current() {
    return current;
  }

  /// The one before [#current].
  @Nullable Session previous() {
    return previous;
  }

  /// A session that we initiated: we may send on it at once.
  void addInitiated(Session session) {
    Session waiting = next;
    Session former = current;
    next = null;
    current = session;
    output.installReceiveKey(peering, session.receiveKey);
    output.installSendKey(peering, session.sendKey);
    if (waiting == null) {
      retire(session, former);
    } else {
      // The peer may take the waiting one for its current one: it goes on receiving.
      drop(previous);
      drop(former);
      previous = waiting;
    }
  }

  /// A session that we answered for: it receives until data on it shows that the answer arrived. So
  /// do both before it: until the answer arrives, the peer may be sending on either.
  void addAnswered(Session session) {
    drop(next);
    next = session;
    output.installReceiveKey(peering, session.receiveKey);
  }

  /// Data arrived on an answered session. Answers whether we now send on it.
  boolean confirm(ReceiveKey key) {
    Session waiting = next;
    if (waiting == null || waiting.receiveKey != key) {
      return false;
    }
    Session former = current;
    next = null;
    current = waiting;
    output.installSendKey(peering, waiting.sendKey);
    retire(waiting, former);
    return true;
  }

  /// The session that we named `localIndex`, or null.
  @Nullable Session find(int localIndex) {
    for (Session session : new @Nullable Session[] {current, next, previous}) {
      if (session != null && session.receiveKey.localIndex() == localIndex) {
        return session;
      }
    }
    return null;
  }

  boolean isPrevious(ReceiveKey key) {
    return previous != null && previous.receiveKey == key;
  }

  void wipe() {
    drop(previous);
    drop(current);
    drop(next);
    previous = null;
    current = null;
    next = null;
  }

  /// Of the two sessions before the present one keeps that on which the peer still sends: usually
  /// the later one, but after simultaneous handshakes each side may send on its own.
  private void retire(Session now, @Nullable Session former) {
    Session older = previous;
    boolean isOlderInUse =
        older != null
            && former != null
            && !former.isTwinOf(now)
            && older.receiveKey.heardNs() > former.receiveKey.heardNs();
    previous = isOlderInUse ? older : former;
    drop(isOlderInUse ? former : older);
  }

  private void drop(@Nullable Session session) {
    if (session != null) {
      peering.release(session.receiveKey.localIndex());
      peering.release(session.receiveKey.secondIndex());
      output.removeReceiveKey(peering, session.receiveKey);
      output.removeSendKey(peering, session.sendKey);
    }
  }
}
