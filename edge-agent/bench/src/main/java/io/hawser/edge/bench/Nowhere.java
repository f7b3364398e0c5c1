package io.hawser.edge.bench;

import io.hawser.edge.dataplane.TunEgress;
import io.hawser.edge.dataplane.WireEgress;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.wireguard.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;

/// Where packets of a benchmark leave to: it takes everything and does nothing.
final class Nowhere implements WireEgress, TunEgress {
  private static final int CAPACITY = 512 * 1024;

  private final MemorySegment memory = Arena.global().allocate(CAPACITY, 64);
  private int used;

  /// Datagrams that left for a wire.
  long sent;

  /// Where the last of them stands.
  long lastOffset;

  /// Packets and super-packets that left for a TUN device.
  long delivered;

  /// The same in bytes of IP.
  long deliveredBytes;

  /// A neighbour of the packet path that says yes to everything and does nothing; none is called
  /// for a packet of a known flow.
  static <T> T silent(Class<T> neighbour) {
    return neighbour.cast(
        Proxy.newProxyInstance(
            neighbour.getClassLoader(),
            new Class<?>[] {neighbour},
            (_, method, _) -> method.getReturnType() == boolean.class ? true : null));
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  /// Round and round, as the shell's memory is used.
  @Override
  public long room(int length) {
    if (used + length > CAPACITY) {
      used = 0;
    }
    return used;
  }

  @Override
  public boolean toWire(Endpoint to, long offset, int length, int trafficClass) {
    used = (int) offset + length;
    lastOffset = offset;
    sent++;
    return true;
  }

  @Override
  public boolean toTun(MemorySegment packet, long offset, int length) {
    delivered++;
    deliveredBytes += length - VirtioHeader.LENGTH;
    return true;
  }
}
