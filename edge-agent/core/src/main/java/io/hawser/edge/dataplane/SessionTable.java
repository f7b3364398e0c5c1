package io.hawser.edge.dataplane;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Sessions by local index: open addressing, so that a look-up boxes nothing. Indices are random,
/// hence their own hash. Owned by the inbound agent; not thread-safe.
final class SessionTable {
  private static final int FIRST_CAPACITY = 64;

  private @Nullable InboundSession[] slots = new InboundSession[FIRST_CAPACITY];
  private int size;

  @Nullable InboundSession get(int index) {
    int mask = slots.length - 1;
    for (int i = index & mask; ; i = (i + 1) & mask) {
      InboundSession session = slots[i];
      if (session == null || session.key.localIndex() == index) {
        return session;
      }
    }
  }

  /// Places of the table, for those who visit all.
  int capacity() {
    return slots.length;
  }

  @Nullable InboundSession at(int place) {
    return slots[place];
  }

  void put(InboundSession session) {
    removeIf(other -> other.key.localIndex() == session.key.localIndex());
    if ((size + 1) << 1 > slots.length) {
      rebuild(slots.length << 1, other -> false);
    }
    insert(session);
  }

  /// Rare, and then all at once: the table is built anew.
  void removeIf(Predicate<InboundSession> gone) {
    for (InboundSession session : slots) {
      if (session != null && gone.test(session)) {
        rebuild(slots.length, gone);
        return;
      }
    }
  }

  private void rebuild(int capacity, Predicate<InboundSession> gone) {
    @Nullable InboundSession[] before = slots;
    slots = new InboundSession[capacity];
    size = 0;
    for (InboundSession session : before) {
      if (session != null && !gone.test(session)) {
        insert(session);
      }
    }
  }

  private void insert(InboundSession session) {
    int mask = slots.length - 1;
    int i = session.key.localIndex() & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = session;
    size++;
  }
}
