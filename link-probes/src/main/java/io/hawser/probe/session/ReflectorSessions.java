package io.hawser.probe.session;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The sessions of a stateful reflector, told apart by both ends and the session identifier (RFC
/// 8972 section 3). One that was idle for [#IDLE_NS] is forgotten.
///
/// Bounded, for all and for each source: whoever asks from ever new ports or with ever new
/// identifiers uses up his own share. Where there is no room, the session that was idle longest
/// makes some, if it was for [#SPARE_NS]: of the same source where that has its share, else of
/// anybody.
final class ReflectorSessions {
  /// REFWAIT of RFC 5357 section 4.2: 900 s.
  static final long IDLE_NS = 900_000_000_000L;

  /// 10 s: whoever is under way sends more often, even at the slow pace of one packet a second.
  static final long SPARE_NS = 10_000_000_000L;

  private record Name(InetSocketAddress source, InetSocketAddress local, int sessionId) {
    SourceNetwork network() {
      return SourceNetwork.of(source.getAddress());
    }
  }

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
  private final int perSource;
  // In both, the first is the one that was idle longest.
  private final LinkedHashMap<Name, Session> sessions = new LinkedHashMap<>();
  private final Map<SourceNetwork, LinkedHashSet<Name>> bySource = new HashMap<>();

  ReflectorSessions(int capacity, int perSource) {
    this.capacity = capacity;
    this.perSource = perSource;
  }

  /// Counts a packet of a session, old or new; null where a new one finds no room.
  @Nullable Session onPacket(
      InetSocketAddress source, InetSocketAddress local, int sessionId, long nowNs) {
    forgetIdle(nowNs);
    Name name = new Name(source, local, sessionId);
    Session session = sessions.get(name);
    if (session == null) {
      if (!makeRoom(name.network(), nowNs)) {
        return null;
      }
      session = new Session();
    }
    sessions.putLast(name, session);
    bySource.computeIfAbsent(name.network(), _ -> new LinkedHashSet<>()).addLast(name);
    session.lastNs = nowNs;
    session.received++;
    return session;
  }

  int count() {
    return sessions.size();
  }

  private boolean makeRoom(SourceNetwork source, long nowNs) {
    LinkedHashSet<Name> own = bySource.get(source);
    Name stale = null;
    if (own != null && own.size() >= perSource) {
      stale = own.getFirst();
    } else if (sessions.size() >= capacity) {
      stale = sessions.firstEntry().getKey();
    }
    if (stale == null) {
      return true;
    }
    if (nowNs - Objects.requireNonNull(sessions.get(stale)).lastNs - SPARE_NS < 0) {
      return false;
    }
    forget(stale);
    return true;
  }

  private void forgetIdle(long nowNs) {
    while (!sessions.isEmpty() && nowNs - sessions.firstEntry().getValue().lastNs - IDLE_NS >= 0) {
      forget(sessions.firstEntry().getKey());
    }
  }

  private void forget(Name name) {
    sessions.remove(name);
    bySource.computeIfPresent(
        name.network(),
        (_, names) -> {
          names.remove(name);
          return names.isEmpty() ? null : names;
        });
  }
}
