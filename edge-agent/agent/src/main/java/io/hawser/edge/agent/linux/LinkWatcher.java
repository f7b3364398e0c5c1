package io.hawser.edge.agent.linux;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Hears from the kernel that devices, addresses or default routes have changed.
///
/// Owned by the control agent: poll [#fd], then ask [#changes]. Notifications are only a hint; what
/// counts is read anew, so that a lost or reordered one does no harm.
public final class LinkWatcher implements AutoCloseable {
  // include/uapi/linux/rtnetlink.h: link, IPv4 and IPv6 addresses and routes
  private static final int GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;

  private final Netlink notifications = new Netlink(GROUPS);
  private final Netlink questions = new Netlink(0);
  private final Map<Integer, Integer> generations = new HashMap<>();
  private Devices current;

  public LinkWatcher() {
    current = read();
  }

  /// For polling.
  public int fd() {
    return notifications.fd();
  }

  /// What was last read.
  public Devices current() {
    return current;
  }

  /// What the kernel shows now, where that differs from [#current] and so becomes it.
  public Optional<Devices> changes() {
    if (!notifications.drain(this::heard)) {
      return Optional.empty();
    }
    Devices now = read();
    if (now.equals(current)) {
      return Optional.empty();
    }
    current = now;
    return Optional.of(now);
  }

  private void heard(int type, MemorySegment at, long offset, long end) {
    if (type == DeviceDump.RTM_NEWLINK && offset + Long.BYTES <= end) {
      generations.merge(DeviceDump.linkIndex(at, offset), 1, Integer::sum);
    }
  }

  private Devices read() {
    Devices devices = DeviceDump.read(questions, index -> generations.getOrDefault(index, 0));
    generations
        .keySet()
        .retainAll(devices.all().stream().map(Device::index).collect(Collectors.toSet()));
    return devices;
  }

  @Override
  public void close() {
    notifications.close();
    questions.close();
  }
}
