package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// The 5-tuple of a packet, read into fields that are used again for the next packet.
///
/// Not a value to keep: a table that remembers flows copies the fields. Ports are 0 where the
/// protocol has none and for every fragment, so that all pieces of a packet belong to one flow. For
/// ICMP echo the identifier stands in both ports, so that each `ping` is a flow of its own.
public final class FlowKey {
  public long sourceHigh;
  public long sourceLow;
  public long destinationHigh;
  public long destinationLow;
  public int protocol;
  public int sourcePort;
  public int destinationPort;

  /// Offset of the upper layer's header from the packet's start, in bytes.
  public int upperOffset;

  /// Reads the plausible packet at `at`.
  public void read(MemorySegment p, long at) {
    sourceHigh = IpPacket.sourceHigh(p, at);
    sourceLow = IpPacket.sourceLow(p, at);
    destinationHigh = IpPacket.destinationHigh(p, at);
    destinationLow = IpPacket.destinationLow(p, at);
    long upper = IpPacket.upperLayer(p, at);
    protocol = IpPacket.protocolOf(upper);
    upperOffset = IpPacket.offsetOf(upper);
    sourcePort = 0;
    destinationPort = 0;
    if (IpPacket.isFragment(p, at) || upperOffset + 8 > IpPacket.totalLength(p, at)) {
      return;
    }
    readPorts(p, at + upperOffset);
  }

  /// Sets the fields from [#ports] and addresses.
  public void set(long sh, long sl, long dh, long dl, long ports) {
    sourceHigh = sh;
    sourceLow = sl;
    destinationHigh = dh;
    destinationLow = dl;
    protocol = (int) (ports >>> 32);
    sourcePort = (int) (ports >>> 16) & 0xFFFF;
    destinationPort = (int) ports & 0xFFFF;
  }

  private void readPorts(MemorySegment p, long upper) {
    switch (protocol) {
      case IpPacket.PROTOCOL_TCP,
          IpPacket.PROTOCOL_UDP,
          132 /* SCTP */,
          33 /* DCCP */,
          136 /* UDP-Lite */ -> {
        sourcePort = Bytes.u16(p, upper);
        destinationPort = Bytes.u16(p, upper + 2);
      }
      case IpPacket.PROTOCOL_ICMP -> readEcho(p, upper, 0, 8);
      case IpPacket.PROTOCOL_ICMPV6 -> readEcho(p, upper, 129, 128);
      default -> {}
    }
  }

  private void readEcho(MemorySegment p, long icmp, int reply, int request) {
    int type = Bytes.u8(p, icmp);
    if (type == reply || type == request) {
      sourcePort = Bytes.u16(p, icmp + 4);
      destinationPort = sourcePort;
    }
  }

  /// A hash that is equal for both directions of a conversation, so that both may choose alike.
  public int symmetricHash() {
    long addresses = mix(sourceHigh ^ destinationHigh) + mix(sourceLow ^ destinationLow);
    return fold(mix(addresses + (sourcePort ^ destinationPort) * 31L + protocol));
  }

  /// A hash of this direction, the same as [Object#hashCode] would be of equal keys.
  public int hash() {
    return hashOf(sourceHigh, sourceLow, destinationHigh, destinationLow, ports());
  }

  /// Both ports and the protocol in one long.
  public long ports() {
    return (long) protocol << 32 | (long) sourcePort << 16 | destinationPort;
  }

  /// [#ports] of the opposite direction.
  public long reversePorts() {
    return (long) protocol << 32 | (long) destinationPort << 16 | sourcePort;
  }

  /// [#hash] of the given fields.
  public static int hashOf(long sh, long sl, long dh, long dl, long ports) {
    return fold(mix(mix(mix(mix(sh) + sl) + dh) + dl) + mix(ports));
  }

  /// The finalizer of SplitMix64: every input bit reaches every output bit.
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static int fold(long value) {
    return (int) (value ^ (value >>> 32));
  }
}
