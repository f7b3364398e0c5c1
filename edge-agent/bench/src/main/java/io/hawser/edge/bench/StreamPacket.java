package io.hawser.edge.bench;

import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.Checksum;
import io.hawser.edge.packet.VirtioHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A TCP super-packet as the kernel gives it, of [#SEGMENTS] segments.
final class StreamPacket {
  static final int SEGMENTS = 40;
  static final int SIZE = 1368;
  private static final int IP = VirtioHeader.LENGTH;
  private static final int TCP = 20;
  private static final int HEADERS = 40;
  private static final int TOTAL = HEADERS + SEGMENTS * SIZE;

  /// The packet and its virtio header.
  static final int LENGTH = IP + TOTAL;

  final MemorySegment memory = Arena.global().allocate(70_000, 64);

  /// Writes the first header, which cuts leave as they made it: from port 40000 to 443.
  void layOut(int source, int destination) {
    VirtioHeader.segments(memory, 0, VirtioHeader.GSO_TCPV4, HEADERS, SIZE, TCP, 16);
    Bytes.put32(memory, IP, 0x4500_0000 | TOTAL);
    Bytes.put32(memory, IP + 4, 0x0001_4000);
    Bytes.put32(memory, IP + 8, 0x4006_0000);
    Bytes.put32(memory, IP + 12, source);
    Bytes.put32(memory, IP + 16, destination);
    Bytes.put32(memory, IP + TCP, 0x9C40_01BB);
    Bytes.put32(memory, IP + TCP + 4, 1);
    Bytes.put32(memory, IP + TCP + 12, 0x5010_01F5);
    // As the kernel leaves it: the pseudo header's sum.
    long pseudo = Checksum.sum(memory, IP + 12, 8) + 6 + TOTAL - TCP;
    Bytes.put16(memory, IP + TCP + 16, ~Checksum.finish(pseudo) & 0xFFFF);
  }
}
