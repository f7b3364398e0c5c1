package io.hawser.edge.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Sessions by local index, each under the indices of both its ciphers: open addressing, so that a
/// look-up boxes nothing. Indices are random, hence their own hash. Owned by the inbound agent; not
/// thread-safe.
final class SessionTable {
  private static final int FIRST_CAPACITY = 64;

  private int[] indices = new int[FIRST_CAPACITY];
  private @Nullable InboundSession[] slots = new InboundSession[FIRST_CAPACITY];
  private final List<InboundSession> sessions = new ArrayList<>();

  @Nullable InboundSession get(int index) {
    int mask = slots.length - 1;
    for (int i = index & mask; ; i = (i + 1) & mask) {
      InboundSession session = slots[i];
      if (session == null || indices[i] == index) {
        return session;
      }
    }
  }

  void put(InboundSession session) {
    sessions.removeIf(other -> other.key.localIndex() == session.key.localIndex());
    sessions.add(session);
    rebuild();
  }

  void removeIf(Predicate<InboundSession> gone) {
    if (sessions.removeIf(gone)) {
      rebuild();
    }
  }

  /// Rare, and then all at once: at least half of the places stay empty.
  private void rebuild() {
    int capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(sessions.size()) * 8);
    indices = new int[capacity];
    slots = new InboundSession[capacity];
    for (InboundSession session : sessions) {
      insert(session.key.localIndex(), session);
      if (session.key.secondIndex() != session.key.localIndex()) {
        insert(session.key.secondIndex(), session);
      }
    }
  }

  private void insert(int index, InboundSession session) {
    int mask = slots.length - 1;
    int i = index & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    indices[i] = index;
    slots[i] = session;
  }
}
