package io.hawser.edge.agent.runtime;

import io.hawser.edge.dataplane.Mailbox;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Calls for one thread, from any others, in the order of each asker.
///
/// A ring in which every place carries a turn number (the bounded queue of Dmitry Vyukov): a writer
/// may fill the place when its turn equals the ticket that the writer drew, the reader may empty it
/// at ticket + 1.
final class BoundedMailbox implements Mailbox {
  /// Far more than a busy duty cycle brings; full means that the reader stands still.
  private static final int CAPACITY = 4096;

  private static final int MASK = CAPACITY - 1;

  /// Calls after which the reader is woken at once, however long the poster's cycle may be.
  private static final int MOST_UNHEARD = 256;

  /// How long [#put] rests before it tries again.
  private static final long REST_NS = 50_000;

  private final AtomicReferenceArray<@Nullable Runnable> calls =
      new AtomicReferenceArray<>(CAPACITY);
  private final AtomicLongArray turns = new AtomicLongArray(CAPACITY);
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final Bell bell;
  private volatile boolean closed;

  /// How the reader learns that there is something. Both must be cheap where it is awake.
  interface Bell {
    /// After every call that was posted: it is to be read soon.
    void ring();

    /// Somebody waits for room, or goes on with something long.
    default void ringNow() {
      ring();
    }
  }

  BoundedMailbox(Bell bell) {
    this.bell = bell;
    for (int place = 0; place < CAPACITY; place++) {
      turns.setPlain(place, place);
    }
  }

  @Override
  public boolean offer(Runnable call) {
    while (true) {
      long ticket = written.get();
      int place = (int) ticket & MASK;
      long turn = turns.getAcquire(place);
      if (turn - ticket < 0) {
        bell.ringNow();
        return false;
      }
      if (turn == ticket && written.compareAndSet(ticket, ticket + 1)) {
        calls.setPlain(place, call);
        turns.setRelease(place, ticket + 1);
        // The reader says that it goes to sleep and then looks here; this is the other half.
        VarHandle.fullFence();
        if (place % MOST_UNHEARD == 0) {
          bell.ringNow();
        } else {
          bell.ring();
        }
        return true;
      }
    }
  }

  @Override
  public void put(Runnable call) {
    while (!offer(call) && !closed) {
      bell.ringNow();
      LockSupport.parkNanos(REST_NS);
    }
  }

  @Override
  public void hurry() {
    if (written.get() != read.get()) {
      bell.ringNow();
    }
  }

  @Override
  public double fill() {
    return (double) (written.getOpaque() - read.getOpaque()) / CAPACITY;
  }

  /// By the reader: whether [#run] would find nothing.
  boolean isEmpty() {
    long ticket = read.getPlain();
    return turns.getAcquire((int) ticket & MASK) != ticket + 1;
  }

  /// By the reader: runs what was posted, at most one ring's worth.
  void run() {
    for (int n = 0; n < CAPACITY; n++) {
      long ticket = read.getPlain();
      int place = (int) ticket & MASK;
      if (turns.getAcquire(place) != ticket + 1) {
        return;
      }
      Runnable call = calls.getPlain(place);
      calls.setPlain(place, null);
      turns.setRelease(place, ticket + CAPACITY);
      read.setOpaque(ticket + 1);
      if (call != null) {
        call.run();
      }
    }
  }

  /// The reader is gone: nobody waits for room any more.
  void close() {
    closed = true;
  }
}
