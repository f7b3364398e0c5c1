package io.hawser.lab.simnet;

import java.util.ArrayDeque;
import java.util.Deque;

/// A machine: some ports, timers, and a pause button. While it is paused nothing of it runs;
/// datagrams wait in its socket buffer as far as that reaches, timers run late, as after SIGSTOP
/// and SIGCONT.
public final class Host {
  /// Linux's default receive buffer, in the bytes of payload that it holds at best.
  static final int SOCKET_BUFFER_BYTES = 212_992;

  private final Simulation simulation;
  private final String name;
  private final Receiver receiver;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean paused;
  private int bufferedBytes;
  private long overflowed;

  public Host(Simulation simulation, String name, Receiver receiver) {
    this.simulation = simulation;
    this.name = name;
    this.receiver = receiver;
  }

  public String name() {
    return name;
  }

  /// Runs a task of this host at a time, or when its pause ends.
  public void at(long atNs, Runnable task) {
    simulation.at(atNs, () -> runOrWait(task));
  }

  public void after(long delayNs, Runnable task) {
    at(simulation.nowNs() + delayNs, task);
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
      return;
    }
    if (paused) {
      bufferedBytes += length;
    }
    runOrWait(() -> receiver.onDatagram(port, datagram.from(), datagram.to(), datagram.copy()));
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
