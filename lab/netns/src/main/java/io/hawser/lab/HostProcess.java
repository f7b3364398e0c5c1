package io.hawser.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A process that a scenario started on a host.
public final class HostProcess implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final long POLL_NS = 20_000_000;

  private final String name;
  private final Process process;
  private final Path log;
  private final long logStart;

  HostProcess(String name, Process process, Path log, long logStart) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.logStart = logStart;
  }

  /// Its id on the machine.
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path log() {
    return log;
  }

  /// What it has written so far.
  public String output() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(logStart);
      byte[] bytes = new byte[(int) (file.length() - logStart)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /// Waits until it has written something that matches.
  ///
  /// @throws IOException if it ended or the limit passed before
  public Matcher await(String pattern, Duration limit) throws IOException {
    Pattern compiled = Pattern.compile(pattern);
    long deadlineNs = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean alive = isAlive();
      Matcher matcher = compiled.matcher(output());
      if (matcher.find()) {
        return matcher;
      }
      if (!alive || System.nanoTime() - deadlineNs >= 0) {
        String how = alive ? "wrote within " + limit.toMillis() + " ms" : "ended and wrote";
        throw new IOException(
            name + ": " + how + " nothing like " + pattern + ", but\n" + output());
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }

  /// Asks it to end (SIGTERM) and waits; kills it after 10 s. Answers its exit status.
  public int stop() throws IOException {
    process.destroy();
    return ended() ? process.exitValue() : kill();
  }

  /// Kills it (SIGKILL) and waits.
  public int kill() throws IOException {
    process.destroyForcibly();
    if (!ended()) {
      throw new IOException(name + ": does not die");
    }
    return process.exitValue();
  }

  private boolean ended() throws IOException {
    try {
      return process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(name + ": interrupted", stopped);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
