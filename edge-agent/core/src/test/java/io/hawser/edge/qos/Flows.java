package io.hawser.edge.qos;

import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.FlowTable;
import io.hawser.policy.QueueClass;
import java.lang.foreign.MemorySegment;

/// Flows and packets for queues.
final class Flows {
  private static final int LAN = 256;

  private final FlowTable table = new FlowTable(1 << 14);

  Flow flow(int number, QueueClass queue) {
    FlowKey key = new FlowKey();
    key.read(MemorySegment.ofArray(packet(number, 100, 0)), 0);
    Flow flow = table.findOrCreate(key, 0);
    flow.queue = queue;
    return flow;
  }

  /// An IPv4 packet of `length` bytes.
  ///
  /// @param ecn the two bits
  static byte[] packet(int number, int length, int ecn) {
    byte[] packet =
        Packets.udp("10.1.0." + number % LAN, 1_024 + number, "10.2.0.9", 2_000, length - 28);
    packet[1] = (byte) ecn;
    return packet;
  }
}
