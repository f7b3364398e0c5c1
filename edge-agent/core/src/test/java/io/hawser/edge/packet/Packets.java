package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;

/// Packets for tests, with right checksums.
public final class Packets {
  private Packets() {}

  public static byte[] udp(
      String source, int sourcePort, String destination, int port, int payload) {
    byte[] upper = new byte[8 + payload];
    MemorySegment u = MemorySegment.ofArray(upper);
    Bytes.put16(u, 0, sourcePort);
    Bytes.put16(u, 2, port);
    Bytes.put16(u, 4, upper.length);
    return ip(source, destination, IpPacket.PROTOCOL_UDP, upper, 6);
  }

  /// A SYN with `options` behind its header, a multiple of 4 bytes.
  public static byte[] syn(String source, String destination, byte... options) {
    byte[] upper = new byte[20 + options.length];
    MemorySegment u = MemorySegment.ofArray(upper);
    Bytes.put16(u, 0, 40000);
    Bytes.put16(u, 2, 443);
    Bytes.put8(u, 12, (upper.length >>> 2) << 4);
    Bytes.put8(u, 13, 0x02);
    System.arraycopy(options, 0, upper, 20, options.length);
    return ip(source, destination, IpPacket.PROTOCOL_TCP, upper, 16);
  }

  public static byte[] ip(
      String source, String destination, int protocol, byte[] upper, int checksumAt) {
    byte[] from = address(source);
    byte[] to = address(destination);
    int header = from.length == 4 ? IpPacket.V4_HEADER : IpPacket.V6_HEADER;
    byte[] packet = new byte[header + upper.length];
    MemorySegment p = MemorySegment.ofArray(packet);
    if (from.length == 4) {
      Bytes.put8(p, 0, 0x45);
      Bytes.put16(p, 2, packet.length);
      Bytes.put8(p, 8, 64);
      Bytes.put8(p, 9, protocol);
    } else {
      Bytes.put8(p, 0, 0x60);
      Bytes.put16(p, 4, upper.length);
      Bytes.put8(p, 6, protocol);
      Bytes.put8(p, 7, 64);
    }
    int at = from.length == 4 ? 12 : 8;
    System.arraycopy(from, 0, packet, at, from.length);
    System.arraycopy(to, 0, packet, at + from.length, to.length);
    if (from.length == 4) {
      Bytes.put16(p, 10, Checksum.finish(Checksum.sum(p, 0, header)));
    }
    System.arraycopy(upper, 0, packet, header, upper.length);
    Bytes.put16(p, header + checksumAt, Checksum.finish(upperSum(p)));
    return packet;
  }

  /// The sum over pseudo header and upper layer; it folds to 0xFFFF where the checksum is right.
  public static long upperSum(MemorySegment p) {
    boolean v4 = IpPacket.isV4(p, 0);
    int addresses = v4 ? 12 : 8;
    int header = v4 ? IpPacket.V4_HEADER : IpPacket.V6_HEADER;
    int protocol = Bytes.u8(p, v4 ? 9 : 6);
    int length = IpPacket.totalLength(p, 0) - header;
    return Checksum.sum(p, addresses, v4 ? 8 : 32)
        + protocol
        + length
        + Checksum.sum(p, header, length);
  }

  private static byte[] address(String text) {
    return InetAddress.ofLiteral(text).getAddress();
  }
}
