package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.BootClock;
import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.Precedence;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that turns the duty cycle of one agent and sleeps in between.
///
/// A failure in one cycle is logged and the next one begins: an edge does not stop forwarding
/// because of one message. What is worse than an exception (an [Error]) ends the thread and is
/// told.
final class AgentThread implements AutoCloseable {
  /// What an agent does in a cycle. All calls come on its thread.
  interface Duty {
    /// Before whom its thread is to come.
    Precedence precedence();

    /// Whether those that it posts to may sleep until its cycle ends. Not where a cycle waits for
    /// something.
    default boolean isBrief() {
      return true;
    }

    /// Tells the poller which descriptors to watch.
    void watch(Poller poller);

    /// The first thing of every cycle, before what the mailbox holds.
    default void begin(long nowNs) {}

    /// Does a bounded part of what waits; answers whether more may wait.
    boolean work(Poller poller, long nowNs);

    long nextDeadlineNs();

    void onTick(long nowNs);

    /// The last thing of every cycle, and of the mailbox's part of it.
    default void flush() {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(AgentThread.class);

  /// After a failure, so that one that repeats itself does not take the whole machine.
  private static final long REST_AFTER_FAILURE_NS = 10_000_000L;

  private static final Duration JOIN = Duration.ofSeconds(5);
  private static final long CALL_LIMIT_SECONDS = 60;

  /// Whom an agent is to wake up at the end of its cycle. A cycle posts many calls, and the reader
  /// that woke up at the first would go to sleep and wake up again in between. Where that is too
  /// late, because the rest of the cycle is long, the poster says so ([BoundedMailbox#hurry]). Of
  /// agents' threads only.
  private static final ThreadLocal<@Nullable List<AgentThread>> OWED = new ThreadLocal<>();

  private final Poller poller = new Poller();
  private final BoundedMailbox mailbox = new BoundedMailbox(new Bell());
  private final Thread thread;
  private final Consumer<Throwable> onDeath;
  private @Nullable Duty duty;
  private boolean watchDue = true;
  private volatile boolean asleep;
  private volatile boolean stopped;

  AgentThread(String name, Consumer<Throwable> onDeath) {
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    this.onDeath = onDeath;
  }

  BoundedMailbox mailbox() {
    return mailbox;
  }

  void start(Duty theDuty) {
    duty = theDuty;
    thread.start();
  }

  /// By the duty: its descriptors are others now.
  void rewatch() {
    watchDue = true;
  }

  /// Runs `question` on this agent's thread and waits for the answer. Not for agents.
  <T> T call(Callable<T> question) throws ExecutionException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(question);
    mailbox.put(task);
    try {
      return task.get(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new ExecutionException(thread.getName() + ": no answer (expected: within 60 s)", e);
    }
  }

  private final class Bell implements BoundedMailbox.Bell {
    @Override
    public void ring() {
      if (!asleep) {
        return;
      }
      List<AgentThread> owed = OWED.get();
      if (owed == null) {
        poller.wake();
      } else if (!owed.contains(AgentThread.this)) {
        owed.add(AgentThread.this);
      }
    }

    @Override
    public void ringNow() {
      wake();
    }
  }

  private void wake() {
    if (asleep) {
      poller.wake();
    }
  }

  private void run() {
    Duty mine = Objects.requireNonNull(duty);
    List<AgentThread> owed = new ArrayList<>();
    if (mine.isBrief()) {
      OWED.set(owed);
    }
    if (!mine.precedence().take()) {
      LOG.info("no-precedence agent={}", thread.getName());
    }
    try {
      while (!stopped) {
        try {
          sleep(cycle(mine, owed));
        } catch (RuntimeException e) {
          LOG.error("cycle-failed agent={}", thread.getName(), e);
          poller.await(REST_AFTER_FAILURE_NS);
        }
      }
    } catch (Throwable e) {
      LOG.error("agent-died agent={}", thread.getName(), e);
      onDeath.accept(e);
    } finally {
      mailbox.close();
    }
  }

  /// Turns the duty's cycle once and wakes whom it posted to, also where it fails; answers how long
  /// nothing is to be done.
  private long cycle(Duty mine, List<AgentThread> owed) {
    try {
      return turn(mine);
    } finally {
      owed.forEach(AgentThread::wake);
      owed.clear();
    }
  }

  private long turn(Duty mine) {
    if (watchDue) {
      watchDue = false;
      poller.clear();
      mine.watch(poller);
      poller.await(0);
    }
    mine.begin(BootClock.nowNs());
    mailbox.run();
    // What others asked to be sent does not wait for what the work brings.
    mine.flush();
    boolean more = mine.work(poller, BootClock.nowNs());
    long nowNs = BootClock.nowNs();
    if (nowNs - mine.nextDeadlineNs() >= 0) {
      mine.onTick(nowNs);
    }
    mine.flush();
    return more || watchDue ? 0 : mine.nextDeadlineNs() - nowNs;
  }

  private void sleep(long timeoutNs) {
    if (timeoutNs <= 0) {
      poller.await(0);
      return;
    }
    asleep = true;
    VarHandle.fullFence();
    poller.await(mailbox.isEmpty() && !stopped ? timeoutNs : 0);
    asleep = false;
  }

  /// Whether it waits for a call, a packet or its deadline, and has said so.
  boolean isAsleep() {
    return asleep;
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /// Ends the thread after its present cycle.
  @Override
  public void close() {
    stopped = true;
    VarHandle.fullFence();
    wake();
    try {
      if (thread.getState() == Thread.State.NEW || thread.join(JOIN)) {
        poller.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
