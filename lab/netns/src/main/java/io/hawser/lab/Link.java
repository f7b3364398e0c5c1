package io.hawser.lab;

import io.hawser.lab.emulator.LinkEmulator;
import io.hawser.lab.link.LinkSettings;
import java.util.List;
import java.util.Map;

/// A wire of a running lab, `host/link`.
public final class Link {
  private final String name;
  private final LinkEmulator emulator;
  private final List<String> atStart;

  Link(String name, LinkEmulator emulator, List<String> atStart) {
    this.name = name;
    this.emulator = emulator;
    this.atStart = List.copyOf(atStart);
  }

  public String name() {
    return name;
  }

  /// Changes it while it runs: `loss=5%`, `up.delay=80ms`, `blackhole=both`, `carrier=down`; from
  /// the next packet on.
  public void set(String... words) {
    emulator.set(name, List.of(words));
  }

  /// Makes it what the topology says.
  public void restore() {
    emulator.set(name, atStart);
  }

  public LinkSettings settings() {
    return emulator.settings(name);
  }

  /// Direction (`up`, `down`) → counter (`delivered-packets`, `dropped-loss` …) → value.
  public Map<String, Map<String, Long>> counters() {
    return emulator.counters(name);
  }
}
