package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.Protocol.NEVER_NS;
import static io.hawser.edge.wireguard.Protocol.isDue;

import org.jspecify.annotations.Nullable;

/// All timers of a peering (paper, section 6). Owned by control.
///
/// | timer | begins | ends |
/// |---|---|---|
/// | try again, give up | initiation sent | session established, 90 s |
/// | renewal | session 120 s old and used, or 165 s old and heard; we are its initiator | initiation sent |
/// | silence | data sent with nothing heard since: 15 s | anything authentic heard |
/// | keepalive | data received with nothing sent since: 10 s | anything sent |
/// | persistent keepalive | anything sent or heard | anything sent or heard |
/// | wipe | session established, gave up: 540 s | new session |
final class PeeringTimers {
  private final Peering peering;
  private final PeeringSettings settings;
  private final Contact contact;
  private final Sessions sessions;
  private final Surroundings surroundings;

  private long tickedNs;

  // The attempt to make a session; its times hold while one is under way.
  private boolean attempting;
  private long attemptNs;
  private long tryNs;
  private long lastTryNs = Contact.NEVER;

  private long wipeNs = NEVER_NS;
  private long silenceHandledNs = Contact.NEVER;
  private long silenceJitterNs;
  private long keepaliveHandledNs = Contact.NEVER;
  private long persistentNs;

  PeeringTimers(
      Peering peering,
      PeeringSettings settings,
      Sessions sessions,
      Surroundings surroundings,
      long nowNs) {
    this.peering = peering;
    this.settings = settings;
    this.contact = peering.contact();
    this.sessions = sessions;
    this.surroundings = surroundings;
    this.tickedNs = nowNs;
    this.persistentNs = nowNs - settings.persistentKeepaliveNs();
    this.silenceJitterNs = jitterNs();
  }

  void wantSession(long nowNs) {
    if (attempting) {
      return;
    }
    attempting = true;
    attemptNs = nowNs;
    long spacedNs = lastTryNs == Contact.NEVER ? nowNs : lastTryNs + Protocol.REKEY_TIMEOUT_NS;
    tryNs = nowNs - spacedNs >= 0 ? nowNs : spacedNs;
    tryIfDue(nowNs);
  }

  void established(long nowNs) {
    attempting = false;
    silenceHandledNs = Contact.NEVER;
    wipeNs = nowNs + Protocol.WIPE_AFTER_NS;
  }

  /// An answer made key material, though nothing may ever come of it.
  void answered(long nowNs) {
    wipeNs = nowNs + Protocol.WIPE_AFTER_NS;
  }

  long nextDeadlineNs() {
    long deadlineNs = wipeNs;
    if (attempting) {
      deadlineNs = Math.min(deadlineNs, Math.min(tryNs, giveUpNs()));
    }
    if (settings.persistentKeepaliveNs() > 0) {
      deadlineNs = Math.min(deadlineNs, persistentDueNs());
    }
    if (sessions.current() != null) {
      deadlineNs = Math.min(deadlineNs, Math.min(silenceDueNs(), keepaliveDueNs()));
      deadlineNs = Math.min(deadlineNs, lookNs());
    }
    return deadlineNs;
  }

  void onTick(long nowNs) {
    tickedNs = nowNs;
    if (isDue(wipeNs, nowNs)) {
      wipe();
    }
    if (attempting) {
      giveUpIfDue(nowNs);
      tryIfDue(nowNs);
    }
    if (isDue(keepaliveDueNs(), nowNs)) {
      keepaliveHandledNs = contact.unacknowledgedNs();
      keepalive(nowNs);
    }
    if (isDue(silenceDueNs(), nowNs)) {
      silenceHandledNs = nowNs;
      silenceJitterNs = jitterNs();
      peering.wantSession(nowNs);
    }
    if (settings.persistentKeepaliveNs() > 0 && isDue(persistentDueNs(), nowNs)) {
      persistentNs = nowNs;
      keepalive(nowNs);
    }
    renewIfDue(nowNs);
  }

  private void tryIfDue(long nowNs) {
    if (attempting && isDue(tryNs, nowNs)) {
      lastTryNs = nowNs;
      tryNs = nowNs + Protocol.REKEY_TIMEOUT_NS + jitterNs();
      peering.initiate(nowNs);
    }
  }

  private void giveUpIfDue(long nowNs) {
    if (isDue(giveUpNs(), nowNs)) {
      attempting = false;
      peering.abandonInitiation();
      if (wipeNs == NEVER_NS) {
        wipeNs = nowNs + Protocol.WIPE_AFTER_NS;
      }
      surroundings.output().gaveUp(peering, nowNs);
    }
  }

  private long giveUpNs() {
    return attemptNs + Protocol.REKEY_ATTEMPT_TIME_NS;
  }

  private void keepalive(long nowNs) {
    if (peering.hasSession(nowNs)) {
      surroundings.output().sendKeepalive(peering);
    } else {
      wantSession(nowNs);
    }
  }

  private void wipe() {
    wipeNs = NEVER_NS;
    sessions.wipe();
    if (!attempting) {
      peering.abandonInitiation();
    }
  }

  private long keepaliveDueNs() {
    long sinceNs = contact.unacknowledgedNs();
    return sinceNs == Contact.NEVER || sinceNs == keepaliveHandledNs
        ? NEVER_NS
        : sinceNs + Protocol.KEEPALIVE_TIMEOUT_NS;
  }

  /// Once handled, silence counts again from then, if more data was sent since.
  private long silenceDueNs() {
    long sinceNs = contact.unansweredNs();
    if (sinceNs == Contact.NEVER) {
      return NEVER_NS;
    }
    boolean handled = silenceHandledNs != Contact.NEVER && silenceHandledNs > sinceNs;
    if (handled && contact.lastDataSentNs() <= silenceHandledNs) {
      return NEVER_NS;
    }
    return (handled ? silenceHandledNs : sinceNs) + Protocol.SILENCE_NS + silenceJitterNs;
  }

  private long persistentDueNs() {
    long lastNs = Math.max(persistentNs, Math.max(contact.lastSentNs(), contact.lastReceivedNs()));
    return lastNs + settings.persistentKeepaliveNs();
  }

  /// When to look again at what the other agents did: nothing of it is due sooner than 10 s later,
  /// but for renewal.
  private long lookNs() {
    Session current = renewable();
    if (current == null) {
      return tickedNs + Protocol.KEEPALIVE_TIMEOUT_NS;
    }
    long oldNs = current.birthNs + Protocol.REKEY_AFTER_TIME_NS;
    return Math.max(oldNs, tickedNs + Protocol.RENEWAL_LOOK_NS);
  }

  private @Nullable Session renewable() {
    Session current = sessions.current();
    return current != null && !attempting && current.renewedByUs && current.isAlive(tickedNs)
        ? current
        : null;
  }

  private void renewIfDue(long nowNs) {
    Session current = sessions.current();
    if (current == null || attempting || !current.isAlive(nowNs)) {
      return;
    }
    if (current.sendKey.isNearlyExhausted() || (current.renewedByUs && isOldAndUsed(current))) {
      wantSession(nowNs);
    }
  }

  private boolean isOldAndUsed(Session current) {
    if (contact.lastTransportSentNs() - current.birthNs >= Protocol.REKEY_AFTER_TIME_NS
        && contact.lastTransportSentNs() != Contact.NEVER) {
      return true;
    }
    if (!current.refreshed
        && contact.lastTransportReceivedNs() != Contact.NEVER
        && contact.lastTransportReceivedNs() - current.birthNs >= Protocol.RECEIVE_REFRESH_NS) {
      current.refreshed = true;
      return true;
    }
    return false;
  }

  private long jitterNs() {
    byte[] bytes = new byte[Integer.BYTES];
    surroundings.random().fill(bytes);
    long drawn = Integer.toUnsignedLong((int) MessageType.INT.get(bytes, 0));
    return drawn % Protocol.REKEY_JITTER_NS;
  }
}
