package io.hawser.probe.session;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The sessions of a stateful reflector, told apart by both ends and the session identifier (RFC
/// 8972 section 3). Bounded; one that was idle for [#IDLE_NS] is forgotten.
final class ReflectorSessions {
  /// REFWAIT of RFC 5357 section 4.2: 900 s.
  static final long IDLE_NS = 900_000_000_000L;

  private record Name(InetSocketAddress source, InetSocketAddress local, int sessionId) {}

  /// One session's counters.
  static final class Session {
    private long lastNs;
    private int received;
    private int answered;

    /// Packets that came, modulo 2^32, this one included.
    int received() {
      return received;
    }

    /// Packets that were answered before this one, modulo 2^32: its sequence number.
    int answered() {
      return answered;
    }

    void countAnswer() {
      answered++;
    }
  }

  private final int capacity;
  // The first is the one that was idle longest.
  private final LinkedHashMap<Name, Session> sessions = new LinkedHashMap<>();

  ReflectorSessions(int capacity) {
    this.capacity = capacity;
  }

  /// Counts a packet of a session, old or new; null where a new one finds no room.
  @Nullable Session onPacket(
      InetSocketAddress source, InetSocketAddress local, int sessionId, long nowNs) {
    forgetIdle(nowNs);
    Name name = new Name(source, local, sessionId);
    Session session = sessions.remove(name);
    if (session == null) {
      if (sessions.size() == capacity) {
        return null;
      }
      session = new Session();
    }
    sessions.putLast(name, session);
    session.lastNs = nowNs;
    session.received++;
    return session;
  }

  int count() {
    return sessions.size();
  }

  private void forgetIdle(long nowNs) {
    while (!sessions.isEmpty() && nowNs - sessions.firstEntry().getValue().lastNs - IDLE_NS >= 0) {
      sessions.pollFirstEntry();
    }
  }
}
