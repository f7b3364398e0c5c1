package io.hawser.edge.agent.linux;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All network devices at one moment, by name.
public record Devices(SortedMap<String, Device> byName) {
  public static final Devices NONE = new Devices(new TreeMap<>());

  public Devices {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  public Optional<Device> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Collection<Device> all() {
    return byName.values();
  }
}
