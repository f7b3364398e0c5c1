package io.hawser.edge.agent.control;

import io.grpc.ManagedChannel;
import io.hawser.edge.agent.uplink.Backoff;
import io.hawser.edge.agent.uplink.Rotation;
import io.hawser.edge.agent.uplink.Uplink;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.LinkFacts;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.api.Push;
import io.hawser.orchestrator.api.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds the control stream for as long as the agent lives.
///
/// The `report…` methods and the getters may be called from any thread and never block; all else
/// happens on one thread of its own, where also the [Applier] and the [Answerer] are called.
public final class ControlClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlClient.class);

  private final ControlSetup setup;
  private final RevisionIntake intake;
  private final Answerer answerer;
  private final Outbox outbox;
  private final ControlChannels channels;
  private final Rotation rotation;
  private final Backoff backoff;
  private final ScheduledThreadPoolExecutor owner;
  private final AtomicBoolean flushDue = new AtomicBoolean();
  private final StreamEvents streamEvents = new StreamEvents();
  private volatile ControlState state = new ControlState.Disconnected("not tried yet", now());

  /// The stream being opened or open; null while waiting for the next attempt.
  private @Nullable ControlStream stream;

  /// A stream over a link that costs nothing, tried while the present one is over one that does.
  private @Nullable ControlStream cheaper;

  private long nextReturnNs;
  private int returns;

  public ControlClient(ControlSetup setup, RevisionIntake intake, Answerer answerer) {
    ControlTimes times = setup.times();
    this.setup = setup;
    this.intake = intake;
    this.answerer = answerer;
    this.outbox = new Outbox(setup.links());
    this.channels = new ControlChannels(setup);
    this.rotation = new Rotation(setup.uplinks());
    this.backoff = new Backoff(times.firstWaitNs(), times.longestWaitNs(), setup.random());
    this.owner =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("control-client").factory());
    owner.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    owner.setRemoveOnCancelPolicy(true);
  }

  public void start() {
    execute(this::connect);
    long interval = setup.times().uplinkCheckNs();
    var _ =
        owner.scheduleWithFixedDelay(guarded(this::tick), interval, interval, TimeUnit.NANOSECONDS);
  }

  public ControlState state() {
    return state;
  }

  public int eventsWaiting() {
    return outbox.eventsWaiting();
  }

  public long eventsDropped() {
    return outbox.eventsDropped();
  }

  /// All links as they are now; told at once where something changed.
  public void reportLinks(LinkFacts facts) {
    outbox.putLinks(facts);
    requestFlush();
    execute(this::leaveVanishedUplink);
  }

  /// The newest measurements; those not sent yet are replaced.
  public void reportMeasurements(Measurements measurements) {
    outbox.putMeasurements(measurements);
    requestFlush();
  }

  /// All verdicts as they are now; those that changed are told.
  public void reportVerdicts(List<Verdict> verdicts) {
    outbox.putVerdicts(verdicts);
    requestFlush();
  }

  public void reportEvent(Event event) {
    outbox.putEvent(event);
    requestFlush();
  }

  @Override
  public void close() {
    execute(this::dropStream);
    owner.shutdown();
    channels.close();
  }

  private void connect() {
    Uplink uplink = rotation.next();
    String problem = open(uplink, opened -> stream = opened);
    if (!problem.isEmpty()) {
      disconnected(uplink, problem);
    }
  }

  /// Answers why it could not be; empty where an attempt is under way.
  private String open(Uplink uplink, Consumer<ControlStream> keeper) {
    try {
      ManagedChannel channel = channels.open(uplink);
      ControlStream opened = new ControlStream(uplink, channel, this::execute, streamEvents);
      keeper.accept(opened);
      opened.open();
      after(setup.times().attemptNs(), () -> giveUp(opened));
      return "";
    } catch (IOException | RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void giveUp(ControlStream attempted) {
    if (!attempted.isConnected()) {
      ended(attempted, "no answer in %d s".formatted(seconds(setup.times().attemptNs())));
    }
  }

  private void ended(ControlStream ended, String problem) {
    if (ended == stream) {
      dropStream();
      disconnected(ended.uplink(), problem);
    } else if (ended == cheaper) {
      dropCheaper();
      LOG.debug("control-stays cause={}", problem);
    }
  }

  private void disconnected(Uplink uplink, String problem) {
    String told = "via %s: %s".formatted(uplink.link(), problem);
    if (!(state instanceof ControlState.Disconnected(String known, long _) && known.equals(told))) {
      LOG.warn("control-disconnected link={} cause={}", uplink.link(), problem);
    }
    state = new ControlState.Disconnected(told, now());
    after(rotation.endOfRound() ? backoff.nextNs() : 0, this::connect);
  }

  private void dropStream() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
    dropCheaper();
  }

  private void dropCheaper() {
    if (cheaper != null) {
      cheaper.close();
      cheaper = null;
    }
  }

  private void tick() {
    leaveVanishedUplink();
    leaveMeteredUplink();
    flush();
  }

  /// Tries those that cost nothing in turn, and leaves the one that does only once another serves.
  private void leaveMeteredUplink() {
    ControlStream current = stream;
    if (current == null
        || !current.isConnected()
        || !current.uplink().metered()
        || cheaper != null
        || now() - nextReturnNs < 0) {
      return;
    }
    nextReturnNs = now() + setup.times().returnNs();
    List<Uplink> unmetered = rotation.unmetered();
    if (!unmetered.isEmpty()) {
      open(unmetered.get(returns++ % unmetered.size()), opened -> cheaper = opened);
    }
  }

  /// A link that lost its address says nothing; waiting for a timeout would only cost time.
  private void leaveVanishedUplink() {
    ControlStream current = stream;
    if (current != null && current.isConnected() && !rotation.isUsable(current.uplink())) {
      rotation.restart();
      ended(current, "link went away");
    }
  }

  private void requestFlush() {
    if (flushDue.compareAndSet(false, true)) {
      execute(this::flush);
    }
  }

  private void flush() {
    flushDue.set(false);
    ControlStream current = stream;
    while (current != null && current.isWritable()) {
      EdgeReport report = outbox.poll(now());
      if (report == null) {
        return;
      }
      current.send(report);
    }
  }

  private void after(long delayNs, Runnable task) {
    try {
      var _ = owner.schedule(guarded(task), delayNs, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("control-closed");
    }
  }

  private void execute(Runnable task) {
    try {
      owner.execute(guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("control-closed");
    }
  }

  /// An error in one task must not end the channel for ever.
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("control-failure", e);
      }
    };
  }

  private static long now() {
    return System.nanoTime();
  }

  private static long seconds(long ns) {
    return TimeUnit.NANOSECONDS.toSeconds(ns);
  }

  private final class StreamEvents implements ControlStream.Listener {
    @Override
    public void onConnected(ControlStream connected) {
      if (connected == cheaper) {
        cheaper = null;
        dropStream();
        stream = connected;
        rotation.restart();
      }
      if (connected == stream) {
        Uplink uplink = connected.uplink();
        LOG.info("control-connected link={}", uplink.link());
        state = new ControlState.Connected(uplink.link(), now());
        nextReturnNs = now() + setup.times().returnNs();
        after(setup.times().longestWaitNs(), () -> forgive(connected));
        outbox.onStream(
            setup.hello().toBuilder()
                .setAppliedRevision(intake.revisionInForce())
                .addAllAnswers(answerer.questions())
                .build(),
            setup.times().measurementIntervalNs(uplink));
        flush();
      }
    }

    /// Only a stream that lasts resets the backoff: an orchestrator that takes a connection and
    /// closes it at once is still not to be hammered.
    private void forgive(ControlStream lasting) {
      if (lasting == stream) {
        backoff.reset();
      }
    }

    @Override
    public void onPush(ControlStream from, Push push) {
      if (from != stream) {
        return;
      }
      if (push.hasRevision()) {
        outbox.putApplied(intake.receive(push.getRevision()));
      } else if (push.hasQuestion()) {
        answerer.answer(push.getQuestion()).ifPresent(outbox::putAnswer);
      }
      from.pull();
      flush();
    }

    @Override
    public void onWritable(ControlStream writable) {
      if (writable == stream) {
        flush();
      }
    }

    @Override
    public void onEnded(ControlStream from, String problem) {
      ended(from, problem);
    }
  }
}
