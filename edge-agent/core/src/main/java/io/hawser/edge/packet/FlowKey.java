package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// The 5-tuple of a packet, read into fields that are used again for the next packet.
///
/// Not a value to keep: a table that remembers flows copies the fields. Ports are 0 where the
/// protocol has none; a fragment has them in its first piece only, and [Fragments] remembers them.
/// For ICMP echo the identifier stands in both ports, so that each `ping` is a flow of its own.
public final class FlowKey {
  private static final int ICMP_HEADER = 8;
  private static final int TCP_FLAGS = 13;

  /// Bytes of an upper layer that must be there for its ports to be read.
  private static final int PORTS_REACH = 8;

  public long sourceHigh;
  public long sourceLow;
  public long destinationHigh;
  public long destinationLow;
  public int protocol;
  public int sourcePort;
  public int destinationPort;

  /// Offset of the upper layer's header from the packet's start, in bytes.
  public int upperOffset;

  /// Whether the packet is a piece of a larger one.
  public boolean isFragment;

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
    int total = IpPacket.totalLength(p, at);
    isFragment = IpPacket.isFragment(p, at);
    if (isFragment && !enterFragment(p, at, total)) {
      return;
    }
    if (upperOffset + PORTS_REACH <= total) {
      readPorts(p, at + upperOffset);
    }
  }

  /// Steps over IPv6's fragment header; answers whether the upper layer begins in this piece.
  private boolean enterFragment(MemorySegment p, long at, int total) {
    if (IpPacket.isV6(p, at) && upperOffset + IpPacket.V6_FRAGMENT_HEADER <= total) {
      boolean first = IpPacket.isFirstFragment(p, at);
      protocol = Bytes.u8(p, at + upperOffset);
      upperOffset += IpPacket.V6_FRAGMENT_HEADER;
      return first;
    }
    return IpPacket.isFirstFragment(p, at);
  }

  /// Reads the packet that an ICMP error quotes, with its directions exchanged: the error travels
  /// as that packet's answers do. `error` is the key of the plausible packet at `at`.
  ///
  /// @return false where that is no error, or quotes too little to tell
  public boolean readQuoted(MemorySegment p, long at, FlowKey error) {
    long quote = at + error.upperOffset + ICMP_HEADER;
    int length = IpPacket.totalLength(p, at) - error.upperOffset - ICMP_HEADER;
    if (length < IpPacket.V4_HEADER + PORTS_REACH || !error.isIcmpError(p, at)) {
      return false;
    }
    boolean v4 = IpPacket.isV4(p, quote);
    int header = v4 ? IpPacket.v4HeaderLength(p, quote) : IpPacket.V6_HEADER;
    if (v4 != IpPacket.isV4(p, at) || length < header + PORTS_REACH) {
      return false;
    }
    sourceHigh = IpPacket.destinationHigh(p, quote);
    sourceLow = IpPacket.destinationLow(p, quote);
    destinationHigh = IpPacket.sourceHigh(p, quote);
    destinationLow = IpPacket.sourceLow(p, quote);
    protocol = Bytes.u8(p, quote + (v4 ? 9 : 6));
    sourcePort = 0;
    destinationPort = 0;
    readPorts(p, quote + header);
    setPorts(reversePorts());
    return true;
  }

  private boolean isIcmpError(MemorySegment p, long at) {
    int type = isFragment ? -1 : Bytes.u8(p, at + upperOffset);
    return switch (protocol) {
      case IpPacket.PROTOCOL_ICMP -> type == 3 || type == 11 || type == 12;
      case IpPacket.PROTOCOL_ICMPV6 -> type >= 1 && type <= 4;
      default -> false;
    };
  }

  /// Sets the fields from [#ports] and addresses.
  public void set(long sh, long sl, long dh, long dl, long ports) {
    sourceHigh = sh;
    sourceLow = sl;
    destinationHigh = dh;
    destinationLow = dl;
    setPorts(ports);
  }

  void setPorts(long ports) {
    protocol = (int) (ports >>> 32);
    sourcePort = (int) (ports >>> 16) & 0xFFFF;
    destinationPort = (int) ports & 0xFFFF;
  }

  /// Tells the packet of this piece from others: a hash over addresses, protocol and `id`.
  long packetOf(int id) {
    long addresses = mix(mix(mix(mix(sourceHigh) + sourceLow) + destinationHigh) + destinationLow);
    return mix(addresses + ((long) protocol << 32 | id & 0xFFFF_FFFFL));
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

  /// The flags of a TCP packet (RFC 9293, section 3.1), and 0 of any other. The packet of this key
  /// is at `at`.
  public int tcpFlags(MemorySegment p, long at) {
    boolean readable =
        protocol == IpPacket.PROTOCOL_TCP
            && !isFragment
            && upperOffset + TCP_FLAGS < IpPacket.totalLength(p, at);
    return readable ? Bytes.u8(p, at + upperOffset + TCP_FLAGS) : 0;
  }

  /// A hash that is equal for both directions of a conversation, so that both may choose alike.
  public int symmetricHash() {
    long source = endpoint(sourceHigh, sourceLow, sourcePort);
    long destination = endpoint(destinationHigh, destinationLow, destinationPort);
    return fold(mix(source + destination + protocol));
  }

  private static long endpoint(long high, long low, int port) {
    return mix(mix(mix(high) + low) + port);
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
