package io.hawser.edge.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.Precedence;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentThreadTest {
  private static final long LIMIT_SECONDS = 10;
  private static final long NEVER_NS = Long.MAX_VALUE / 2;

  private final AgentThread poster = new AgentThread("poster", _ -> {});
  private final AgentThread reader = new AgentThread("reader", _ -> {});

  /// Does nothing by itself, and counts its cycles.
  private static class Idle implements AgentThread.Duty {
    final AtomicInteger cycles = new AtomicInteger();

    @Override
    public Precedence precedence() {
      return Precedence.DECISIONS;
    }

    @Override
    public void watch(Poller poller) {}

    @Override
    public void begin(long nowNs) {
      cycles.incrementAndGet();
    }

    @Override
    public boolean work(Poller poller, long nowNs) {
      return false;
    }

    @Override
    public long nextDeadlineNs() {
      return NEVER_NS;
    }

    @Override
    public void onTick(long nowNs) {}
  }

  @AfterEach
  void end() {
    poster.close();
    reader.close();
  }

  @Test
  void wakesTheReaderOnceForAllThatACyclePosts() throws Exception {
    Idle reading = asleep();
    int before = reading.cycles.get();
    CountDownLatch heard = new CountDownLatch(100);
    AtomicInteger heardInCycle = new AtomicInteger();
    poster.start(new Idle());
    poster.call(
        () -> {
          for (int n = 0; n < 100; n++) {
            reader.mailbox().put(heard::countDown);
          }
          // However long the cycle lasts: nobody was woken yet.
          heardInCycle.set(reading.cycles.get() - before);
          return true;
        });

    assertThat(heard.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(heardInCycle).hasValue(0);
    assertThat(reading.cycles.get() - before).isBetween(1, 2);
  }

  @Test
  void wakesTheReaderAlsoWhereTheCycleFails() throws Exception {
    asleep();
    CountDownLatch heard = new CountDownLatch(1);
    poster.start(new Idle());
    poster
        .mailbox()
        .put(
            () -> {
              reader.mailbox().put(heard::countDown);
              throw new IllegalStateException("on purpose");
            });

    assertThat(heard.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(poster.isAlive()).isTrue();
  }

  /// Else two threads would wait for each other.
  @Test
  void wakesTheReaderAtOnceWhereTheCycleMayWait() throws Exception {
    asleep();
    AtomicBoolean answered = new AtomicBoolean();
    poster.start(
        new Idle() {
          @Override
          public boolean isBrief() {
            return false;
          }
        });
    poster.call(
        () -> {
          CountDownLatch heard = new CountDownLatch(1);
          reader.mailbox().put(heard::countDown);
          answered.set(heard.await(LIMIT_SECONDS, TimeUnit.SECONDS));
          return true;
        });

    assertThat(answered).isTrue();
  }

  @Test
  void whoIsHurriedReadsWhileThePostersCycleGoesOn() throws Exception {
    asleep();
    AtomicBoolean answered = new AtomicBoolean();
    poster.start(new Idle());
    poster.call(
        () -> {
          CountDownLatch heard = new CountDownLatch(1);
          reader.mailbox().put(heard::countDown);
          reader.mailbox().hurry();
          answered.set(heard.await(LIMIT_SECONDS, TimeUnit.SECONDS));
          return true;
        });

    assertThat(answered).isTrue();
  }

  /// The reader, with nothing to do until somebody posts.
  private Idle asleep() throws Exception {
    Idle reading = new Idle();
    reader.start(reading);
    reader.call(() -> true);
    long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!reader.isAsleep() && System.nanoTime() < untilNs) {
      Thread.onSpinWait();
    }
    assertThat(reader.isAsleep()).isTrue();
    return reading;
  }
}
