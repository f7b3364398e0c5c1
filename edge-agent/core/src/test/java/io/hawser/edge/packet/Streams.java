package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Random packets of one flow each, with right checksums, and the plain way to cut a super-packet.
final class Streams {
  private final Random random;

  Streams(Random random) {
    this.random = random;
  }

  /// One flow's ends.
  record Ends(boolean v6, boolean tcp, int port) {
    String source() {
      return v6 ? "fd00:1::2" : "10.1.0.2";
    }

    String destination() {
      return v6 ? "fd00:2::9" : "10.2.0.9";
    }
  }

  Ends ends(int port) {
    return new Ends(random.nextBoolean(), random.nextBoolean(), port);
  }

  /// A packet that carries `payload`; the identification is `id` for IPv4.
  static byte[] packet(Ends ends, int id, int sequence, int flags, byte[] options, byte[] payload) {
    byte[] upper = new byte[(ends.tcp ? 20 + options.length : 8) + payload.length];
    MemorySegment u = MemorySegment.ofArray(upper);
    Bytes.put16(u, 0, ends.port);
    Bytes.put16(u, 2, 443);
    if (ends.tcp) {
      Bytes.put32(u, 4, sequence);
      Bytes.put32(u, 8, 77);
      Bytes.put8(u, 12, (20 + options.length >>> 2) << 4);
      Bytes.put8(u, 13, flags);
      Bytes.put16(u, 14, 501);
      System.arraycopy(options, 0, upper, 20, options.length);
    } else {
      Bytes.put16(u, 4, upper.length);
    }
    System.arraycopy(payload, 0, upper, upper.length - payload.length, payload.length);
    int protocol = ends.tcp ? IpPacket.PROTOCOL_TCP : IpPacket.PROTOCOL_UDP;
    byte[] packet =
        Packets.ip(ends.source(), ends.destination(), protocol, upper, ends.tcp ? 16 : 6);
    if (!ends.v6) {
      MemorySegment p = MemorySegment.ofArray(packet);
      Bytes.put16(p, 4, id & 0xFFFF);
      Bytes.put16(p, 10, 0);
      Bytes.put16(p, 10, Checksum.finish(Checksum.sum(p, 0, 20)));
    }
    if (!ends.tcp && checksum(packet, ends) == 0) {
      Bytes.put16(MemorySegment.ofArray(packet), header(ends) + 6, 0xFFFF);
    }
    return packet;
  }

  static int header(Ends ends) {
    return ends.v6 ? IpPacket.V6_HEADER : IpPacket.V4_HEADER;
  }

  private static int checksum(byte[] packet, Ends ends) {
    return Bytes.u16(MemorySegment.ofArray(packet), header(ends) + 6);
  }

  /// A super-packet with its [VirtioHeader], as the kernel would give it: header fields of the
  /// first segment, lengths of the whole, the pseudo header's sum in place of the checksum.
  static byte[] superPacket(Ends ends, byte[] whole, int optionsLength, int size) {
    byte[] framed = new byte[VirtioHeader.LENGTH + whole.length];
    System.arraycopy(whole, 0, framed, VirtioHeader.LENGTH, whole.length);
    MemorySegment p = MemorySegment.ofArray(framed);
    int upper = header(ends);
    int field = ends.tcp ? 16 : 6;
    int type =
        !ends.tcp
            ? VirtioHeader.GSO_UDP
            : ends.v6 ? VirtioHeader.GSO_TCPV6 : VirtioHeader.GSO_TCPV4;
    int headers = upper + (ends.tcp ? 20 + optionsLength : 8);
    VirtioHeader.segments(p, 0, type, headers, size, upper, field);
    int addresses = VirtioHeader.LENGTH + (ends.v6 ? 8 : 12);
    long pseudo = Checksum.sum(p, addresses, ends.v6 ? 32 : 8) + (ends.tcp ? 6 : 17);
    pseudo += whole.length - upper;
    Bytes.put16(p, VirtioHeader.LENGTH + upper + field, (int) Checksum.fold(pseudo));
    return framed;
  }

  /// What the segments of such a super-packet are, made one by one.
  static List<byte[]> segments(
      Ends ends, int id, int sequence, int flags, byte[] options, byte[] payload, int size) {
    List<byte[]> all = new ArrayList<>();
    for (int from = 0; from < payload.length; from += size) {
      int to = Math.min(payload.length, from + size);
      int own = to < payload.length ? flags & ~0x09 : flags;
      own = from > 0 ? own & ~0x80 : own;
      byte[] part = Arrays.copyOfRange(payload, from, to);
      all.add(packet(ends, id + all.size(), sequence + from, own, options, part));
    }
    return all;
  }

  /// The segments of what a [Coalescer] gave, cut by [SuperPacket].
  static List<byte[]> cut(byte[] framed) {
    return cut(framed, false);
  }

  /// The same as an edge sends it to another one, or to a stock peer.
  static List<byte[]> cut(byte[] framed, boolean toEdge) {
    SuperPacket packet = new SuperPacket();
    MemorySegment p = MemorySegment.ofArray(framed);
    List<byte[]> all = new ArrayList<>();
    if (packet.read(p, 0, framed.length)) {
      if (toEdge) {
        FlowKey key = new FlowKey();
        key.read(p, packet.start());
        packet.leaveChecksums(key);
      }
      for (int i = 0; i < packet.count(); i++) {
        int length = packet.cut(i);
        int at = (int) packet.offset();
        all.add(Arrays.copyOfRange(framed, at, at + length));
      }
    }
    return all;
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
