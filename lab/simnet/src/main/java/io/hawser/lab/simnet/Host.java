package io.hawser.lab.simnet;

import java.util.ArrayDeque;
import java.util.Deque;

/// A machine: some ports, a clock, timers, and a pause button. While it is paused nothing of it
/// runs; datagrams wait in its socket buffer as far as that reaches, timers run late, as after
/// SIGSTOP and SIGCONT.
public final class Host {
  /// Linux's default receive buffer, in the bytes of payload that it holds at best.
  static final int SOCKET_BUFFER_BYTES = 212_992;

  private final Simulation simulation;
  private final String name;
  private final HostClock clock;
  private final Receiver receiver;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean paused;
  private int bufferedBytes;
  private long overflowed;

  /// Its clock is right.
  public Host(Simulation simulation, String name, Receiver receiver) {
    this(simulation, name, HostClock.TRUE, receiver);
  }

  public Host(Simulation simulation, String name, HostClock clock, Receiver receiver) {
    this.simulation = simulation;
    this.name = name;
    this.clock = clock;
    this.receiver = receiver;
  }

  public String name() {
    return name;
  }

  /// What its clock shows.
  public long nowNs() {
    return clock.read(simulation.nowNs());
  }

  /// Runs a task of this host when its clock shows a time, or when its pause ends.
  public void at(long shownNs, Runnable task) {
    simulation.at(clock.whenItShows(shownNs), () -> runOrWait(task));
  }

  /// Runs a task when its clock has gone on by so much, or when its pause ends.
  public void after(long delayNs, Runnable task) {
    at(nowNs() + delayNs, task);
  }

  /// Runs a task of this host now, or when its pause ends.
  public void run(Runnable task) {
    runOrWait(task);
  }

  public void pause(long durationNs) {
    paused = true;
    simulation.after(durationNs, this::resume);
  }

  public boolean isPaused() {
    return paused;
  }

  /// Datagrams that its socket buffer could not hold during a pause.
  public long overflowed() {
    return overflowed;
  }

  void receive(Port port, Datagram datagram) {
    int length = datagram.payload().remaining();
    if (paused && bufferedBytes + length > SOCKET_BUFFER_BYTES) {
      overflowed++;
      port.countOverflow();
      return;
    }
    if (paused) {
      bufferedBytes += length;
    }
    long overflowedBefore = port.countedOverflow();
    runOrWait(
        () -> {
          port.tellOverflow(overflowedBefore);
          receiver.onDatagram(port, datagram.from(), datagram.to(), datagram.copy());
        });
  }

  private void runOrWait(Runnable task) {
    if (paused) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  private void resume() {
    paused = false;
    bufferedBytes = 0;
    // A task may pause the host again; what is left then waits on.
    while (!paused && !waiting.isEmpty()) {
      waiting.remove().run();
    }
  }
}
