package io.hawser.lab.emulator;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.hawser.lab.linux.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/// The one thread of the emulator: waits for a frame or for the next release, and does what is due.
/// While frames come it looks once every [#PAUSE_NS] and not for each: the kernel tells when each
/// came, so that only the release has that grain, and the machine is left to whom it is there for.
///
/// It owns the wires, the sockets and the clock. Others reach it by [#ask(Supplier)] only.
final class EmulatorLoop implements Runnable {
  private static final int PRIORITY = 20;
  private static final int CLOCK_REALTIME = 0;

  /// The longest sleep when nothing is under way.
  private static final long IDLE_NS = 200_000_000;

  /// Between two looks while something is under way. Calls and data of three branches took 62 % of
  /// a processor when each frame woke the loop twice, and take 22 % so.
  private static final long PAUSE_NS = 200_000;

  /// Frames due within this leave now: as many are early by a moment as are late.
  private static final long EARLY_NS = PAUSE_NS / 2;

  /// Beyond this a sleep says more of other work on the machine than of the kernel's timers.
  private static final long MOST_OVERSLEPT_NS = 500_000;

  private static final int OVERSLEEP_WEIGHT = 64;

  /// A receive time further back than this is a step of the wall clock, not age.
  private static final long OLDEST_NS = 2_000_000_000;

  private static final int EVENTS = 64;
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
  private static final int EVENT_LENGTH = PACKED ? 12 : 16;
  private static final int EVENT_DATA = PACKED ? 4 : 8;
  private static final int EPOLLIN = 1;
  private static final int EPOLL_CTL_ADD = 1;
  private static final long WAKE_UP = -1;
  private static final int WARM_UP_ROUNDS = 20_000;
  private static final int NO_DESCRIPTOR = -1;

  private final FrameStore store = new FrameStore();
  private final ReceiveBatch batch = new ReceiveBatch(store);
  private final List<Wire> wires = new ArrayList<>();
  private final Lateness lateness = new Lateness(EARLY_NS);
  private final Queue<Runnable> questions = new ConcurrentLinkedQueue<>();
  private final MemorySegment events = Arena.global().allocate(EVENTS * EVENT_LENGTH, 8);
  private final MemorySegment timeout = Arena.global().allocate(16, 8);
  private final MemorySegment wallClock = Arena.global().allocate(16, 8);
  private final MemorySegment one = Arena.global().allocate(8, 8);
  private final MemorySegment sink = Arena.global().allocate(8, 8);
  private final int epoll = Libc.epollCreate();

  /// Watches the questions alone.
  private final int pause = Libc.epollCreate();

  private final int wakeUp = Libc.eventfd();
  private long oversleepNs;
  private long overruns;
  private boolean realTime;
  private volatile boolean running = true;

  EmulatorLoop(List<WirePlan> plans, long seed) throws IOException {
    one.set(JAVA_LONG, 0, 1);
    watch(epoll, wakeUp, WAKE_UP);
    watch(pause, wakeUp, WAKE_UP);
    for (WirePlan plan : plans) {
      Wire wire = new Wire(plan, store, seed);
      watch(epoll, wire.edgeSide().descriptor(), wires.size() * 2L);
      watch(epoll, wire.transportSide().descriptor(), wires.size() * 2L + 1);
      wires.add(wire);
    }
  }

  private void watch(int watcher, int descriptor, long data) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(16, 8);
      event.set(JAVA_INT_UNALIGNED, 0, EPOLLIN);
      event.set(JAVA_LONG_UNALIGNED, EVENT_DATA, data);
      if (Libc.epollCtl(watcher, EPOLL_CTL_ADD, descriptor, event.address()) < 0) {
        throw new IOException("epoll: descriptor " + descriptor + " (expected: one to watch)");
      }
    }
  }

  /// Has the code of the loop compiled before the first frame comes; else that would be
  /// milliseconds late.
  private void warmUp() {
    Direction direction = new Direction(store, new SplittableRandom(0));
    Lateness unused = new Lateness(0);
    timeout.set(JAVA_LONG, 8, 0);
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      Libc.epollWait(epoll, events.address(), EVENTS, timeout.address());
      batch.receive(NO_DESCRIPTOR);
      Libc.send(NO_DESCRIPTOR, one.address(), 8);
      long nowNs = System.nanoTime() - wallClockNs() % 2;
      int frame = store.take();
      store.length(frame, EthernetFrame.HEADER_LENGTH + 60);
      direction.offer(frame, 60, EthernetFrame.isNeighbourDiscovery(store, frame), 0, nowNs);
      direction.advance(nowNs + direction.nextDeadlineNs() % 2, _ -> true, unused);
    }
  }

  @Override
  public void run() {
    warmUp();
    realTime = Libc.becomeRealTime(PRIORITY);
    Libc.removeTimerSlack();
    boolean busy = false;
    while (running) {
      int ready = busy ? awaitNextLook() : awaitDue();
      for (int i = 0; i < ready; i++) {
        long source = events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_LENGTH + EVENT_DATA);
        if (source == WAKE_UP) {
          answer();
        } else {
          receive(wires.get((int) (source >>> 1)), (source & 1) == 0);
        }
      }
      busy = advance(System.nanoTime() + EARLY_NS) || ready > 0;
    }
  }

  /// Answers whether anything was due.
  private boolean advance(long untilNs) {
    boolean wasDue = false;
    for (int i = 0; i < wires.size(); i++) {
      Wire wire = wires.get(i);
      if (wire.nextDeadlineNs() - untilNs <= 0) {
        wire.advance(untilNs, lateness);
        wasDue = true;
      }
    }
    return wasDue;
  }

  private int awaitNextLook() {
    await(pause, PAUSE_NS);
    return await(epoll, 0);
  }

  private int awaitDue() {
    long deadlineNs = Direction.NEVER;
    for (int i = 0; i < wires.size(); i++) {
      deadlineNs = Math.min(deadlineNs, wires.get(i).nextDeadlineNs());
    }
    return await(epoll, Math.min(deadlineNs - System.nanoTime(), IDLE_NS));
  }

  /// Waits until something can be read, but no longer than that: the kernel's usual delay is taken
  /// off beforehand.
  private int await(int watcher, long limitNs) {
    long sleepNs = Math.max(0, limitNs - oversleepNs);
    timeout.set(JAVA_LONG, 8, sleepNs);
    long startNs = System.nanoTime();
    int ready = Libc.epollWait(watcher, events.address(), EVENTS, timeout.address());
    if (ready == 0 && sleepNs > 0) {
      long overNs = Math.min(System.nanoTime() - startNs - sleepNs, MOST_OVERSLEPT_NS);
      oversleepNs += (overNs - oversleepNs) / OVERSLEEP_WEIGHT;
    }
    return ready;
  }

  private void receive(Wire wire, boolean fromEdge) {
    PacketSocket socket = fromEdge ? wire.edgeSide() : wire.transportSide();
    int count = batch.receive(socket.descriptor());
    long nowNs = System.nanoTime();
    long nowEpochNs = wallClockNs();
    for (int i = 0; i < count; i++) {
      long ageNs = nowEpochNs - batch.receivedEpochNs(i);
      int frame = batch.take(i);
      if (frame == Frames.NONE) {
        overruns++;
      } else {
        wire.offer(fromEdge, frame, nowNs - (ageNs > OLDEST_NS ? 0 : Math.max(0, ageNs)));
      }
    }
  }

  private long wallClockNs() {
    Libc.clockGettime(CLOCK_REALTIME, wallClock.address());
    return wallClock.get(JAVA_LONG, 0) * 1_000_000_000L + wallClock.get(JAVA_LONG, 8);
  }

  private void answer() {
    Libc.read(wakeUp, sink.address(), 8);
    for (Runnable question = questions.poll(); question != null; question = questions.poll()) {
      question.run();
    }
  }

  /// Runs a question on the loop's thread and waits for its answer. Called by other threads.
  <T> T ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    questions.add(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException failure) {
            answer.completeExceptionally(failure);
          }
        });
    Libc.write(wakeUp, one.address(), 8);
    return answer.join();
  }

  /// Ends the loop. Called by other threads.
  void stop() {
    running = false;
    Libc.write(wakeUp, one.address(), 8);
  }

  List<Wire> wires() {
    return wires;
  }

  /// The emulator's own quality since the last reset, and at wish a fresh start.
  Punctuality punctuality(boolean reset) {
    for (Wire wire : wires) {
      overruns += wire.takeOverruns();
    }
    Punctuality punctuality =
        new Punctuality(
            lateness.total(),
            lateness.percentileNs(0.99),
            lateness.largestNs(),
            overruns,
            realTime);
    if (reset) {
      lateness.reset();
      overruns = 0;
    }
    return punctuality;
  }
}
