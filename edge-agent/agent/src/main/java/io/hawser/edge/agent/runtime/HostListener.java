package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.Devices;

/// Told of what happens around the packet path. Calls come on the host's thread and must not block.
public interface HostListener {
  /// Devices, addresses or gateways are others now; also called once at the start.
  void onDevices(Devices devices);
}
