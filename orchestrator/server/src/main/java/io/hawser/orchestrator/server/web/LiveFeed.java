package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.sse.ServerSentEvent;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.common.stream.StreamWriter;
import com.linecorp.armeria.server.streaming.ServerSentEvents;
import io.hawser.orchestrator.company.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells every open page that something changed, at most once a second, and every few seconds
/// anyhow, because ages pass. A page that does not read gets the next word only after it has read
/// the last.
final class LiveFeed implements AutoCloseable {
  private static final int MAX_PAGES = 500;
  private static final long TICK_MS = 1_000;

  /// Of ticks without a change.
  private static final int IDLE_TICKS = 5;

  /// Of ticks, ten minutes, after which a page must come again, and show again who it is.
  private static final int LIFETIME_TICKS = 600;

  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

  private final Network network;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean changed = new AtomicBoolean();
  private final Runnable subscription;
  private final ScheduledFuture<?> ticking;
  private int idleTicks;

  /// Written by the periodic task alone.
  private volatile int ticks;

  private record Listener(
      StreamWriter<ServerSentEvent> writer, int openedTick, AtomicBoolean busy) {}

  LiveFeed(Network network, ScheduledExecutorService executor) {
    this.network = network;
    subscription = network.onUpdate(() -> changed.set(true));
    ticking = executor.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  List<Route> routes() {
    return List.of(Route.get("/live", Access.VIEWER, this::open));
  }

  private HttpResponse open(Request request) {
    if (listeners.size() >= MAX_PAGES) {
      throw RefusedException.conflict("pages: " + MAX_PAGES + " open (expected: fewer)");
    }
    request.context().clearRequestTimeout();
    StreamWriter<ServerSentEvent> writer = StreamMessage.streaming();
    Listener listener = new Listener(writer, ticks, new AtomicBoolean());
    listeners.add(listener);
    var unused =
        writer
            .whenComplete()
            .handle(
                (done, failure) -> {
                  listeners.remove(listener);
                  return null;
                });
    send(listener, word());
    return ServerSentEvents.fromPublisher(writer);
  }

  /// Owned by the executor's one periodic task, which an exception would end.
  private void tick() {
    try {
      ticks++;
      listeners.stream()
          .filter(listener -> ticks - listener.openedTick() >= LIFETIME_TICKS)
          .forEach(listener -> listener.writer().close());
      boolean due = changed.getAndSet(false) || ++idleTicks >= IDLE_TICKS;
      if (due && !listeners.isEmpty()) {
        idleTicks = 0;
        ServerSentEvent word = word();
        listeners.forEach(listener -> send(listener, word));
      }
    } catch (RuntimeException e) {
      LOG.error("event=live-feed-failed", e);
    }
  }

  private ServerSentEvent word() {
    int pending = network.view().pending().size();
    return ServerSentEvent.builder()
        .event("changed")
        .data(Json.write(Map.of("pending", pending)))
        .build();
  }

  private static void send(Listener listener, ServerSentEvent word) {
    if (!listener.busy().compareAndSet(false, true)) {
      return;
    }
    if (!listener.writer().tryWrite(word)) {
      return;
    }
    var unused =
        listener
            .writer()
            .whenConsumed()
            .handle(
                (done, failure) -> {
                  listener.busy().set(false);
                  return null;
                });
  }

  @Override
  public void close() {
    ticking.cancel(false);
    subscription.run();
    listeners.forEach(listener -> listener.writer().close());
  }
}
