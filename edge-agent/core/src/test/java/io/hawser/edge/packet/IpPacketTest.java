package io.hawser.edge.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpPacketTest {
  @Test
  void readsTheFiveTupleOfIpv4() {
    FlowKey key = keyOf(Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 160));
    assertThat(key.sourceHigh).isZero();
    assertThat(key.sourceLow).isEqualTo(0xFFFF_0A01_0002L);
    assertThat(key.destinationLow).isEqualTo(0xFFFF_0A02_0009L);
    assertThat(key.protocol).isEqualTo(17);
    assertThat(key.sourcePort).isEqualTo(5060);
    assertThat(key.destinationPort).isEqualTo(16384);
  }

  @Test
  void readsTheFiveTupleOfIpv6() {
    FlowKey key = keyOf(Packets.udp("fd00:1::2", 53, "fd00:2::9", 4000, 10));
    assertThat(key.sourceHigh).isEqualTo(0xFD00_0001_0000_0000L);
    assertThat(key.destinationLow).isEqualTo(9);
    assertThat(key.destinationPort).isEqualTo(4000);
  }

  @Test
  void givesAllPiecesOfAPacketItsPorts() {
    for (byte[][] pieces : new byte[][][] {piecesOfIpv4(), piecesOfIpv6()}) {
      Fragments fragments = new Fragments();
      FlowKey first = complete(fragments, pieces[0], 0);
      FlowKey second = complete(fragments, pieces[1], 29_000_000_000L);
      assertThat(first.sourcePort).isEqualTo(5060);
      assertThat(first.protocol).isEqualTo(IpPacket.PROTOCOL_UDP);
      assertThat(second.ports()).isEqualTo(first.ports());
      assertThat(complete(fragments, pieces[1], 31_000_000_000L).sourcePort).isZero();
      assertThat(complete(new Fragments(), pieces[1], 0).sourcePort).isZero();
    }
  }

  private static byte[][] piecesOfIpv4() {
    byte[] first = Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 160);
    first[5] = 7;
    first[6] = 0x20;
    byte[] second = first.clone();
    second[6] = 0;
    second[7] = 20;
    return new byte[][] {first, second};
  }

  private static byte[][] piecesOfIpv6() {
    byte[] udp = new byte[8 + 24];
    udp[0] = 17;
    udp[3] = 1;
    udp[7] = 9;
    udp[8] = 5060 >>> 8;
    udp[9] = (byte) 5060;
    byte[] first = Packets.ip("fd00:1::2", "fd00:2::9", 44, udp, 14);
    byte[] second = first.clone();
    second[43] = 16;
    return new byte[][] {first, second};
  }

  private static FlowKey complete(Fragments fragments, byte[] packet, long nowNs) {
    FlowKey key = keyOf(packet);
    fragments.complete(key, MemorySegment.ofArray(packet), 0, nowNs);
    return key;
  }

  @Test
  void readsTheConversationThatAnErrorIsAbout() {
    byte[] packet = Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 1400);
    byte[] out = new byte[TooBig.MAXIMUM];
    MemorySegment o = MemorySegment.ofArray(out);
    TooBig.write(MemorySegment.ofArray(packet), 0, 1380, o, 0);
    FlowKey quoted = new FlowKey();
    assertThat(quoted.readQuoted(o, 0, keyOf(out))).isTrue();
    FlowKey answer = keyOf(Packets.udp("10.2.0.9", 16384, "10.1.0.2", 5060, 0));
    assertThat(quoted.ports()).isEqualTo(answer.ports());
    assertThat(quoted.hash()).isEqualTo(answer.hash());
    assertThat(quoted.readQuoted(MemorySegment.ofArray(packet), 0, keyOf(packet))).isFalse();
  }

  @Test
  void hashesBothDirectionsAlike() {
    FlowKey there = keyOf(Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 0));
    FlowKey back = keyOf(Packets.udp("10.2.0.9", 16384, "10.1.0.2", 5060, 0));
    assertThat(there.symmetricHash()).isEqualTo(back.symmetricHash());
    assertThat(there.reversePorts()).isEqualTo(back.ports());
  }

  /// SIP, RTP, NTP and IKE have the same port at both ends.
  @Test
  void tellsConversationsOfEqualPortsApart() {
    int[] shares = new int[8];
    for (int port = 16_384; port < 16_384 + 800; port++) {
      FlowKey key = keyOf(Packets.udp("10.1.0.2", port, "10.2.0.9", port, 0));
      shares[Integer.remainderUnsigned(key.symmetricHash(), shares.length)]++;
    }
    assertThat(Arrays.stream(shares)).allMatch(share -> share > 60 && share < 140);
  }

  @Test
  void refusesWhatIsShorterThanItSays() {
    byte[] packet = Packets.udp("10.1.0.2", 1, "10.2.0.9", 2, 100);
    MemorySegment p = MemorySegment.ofArray(packet);
    assertThat(IpPacket.isPlausible(p, 0, packet.length)).isTrue();
    assertThat(IpPacket.isPlausible(p, 0, packet.length - 1)).isFalse();
  }

  @Test
  void answersTooBigWithRightChecksums() {
    for (byte[] packet :
        new byte[][] {
          Packets.udp("10.1.0.2", 1, "10.2.0.9", 2, 1400),
          Packets.udp("fd00::1", 1, "fd00::2", 2, 1400)
        }) {
      MemorySegment out = MemorySegment.ofArray(new byte[TooBig.MAXIMUM]);
      int length = TooBig.write(MemorySegment.ofArray(packet), 0, 1380, out, 0);
      assertThat(IpPacket.isPlausible(out, 0, length)).isTrue();
      int header = IpPacket.isV4(out, 0) ? 20 : 40;
      long pseudo = header == 20 ? 0 : Checksum.sum(out, 8, 32) + (length - header) + 58;
      assertThat(Checksum.finish(pseudo + Checksum.sum(out, header, length - header))).isZero();
      assertThat(Bytes.u16(out, header + 6)).isEqualTo(1380);
    }
  }

  @Test
  void neverReadsOutsideOfRandomBytes() {
    long seed = new Random().nextLong();
    System.out.println("neverReadsOutsideOfRandomBytes seed=" + seed);
    Random random = new Random(seed);
    FlowKey key = new FlowKey();
    FlowKey quoted = new FlowKey();
    Fragments fragments = new Fragments();
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) (random.nextBoolean() ? 0x40 | random.nextInt(16) : 0x60);
      }
      if (bytes.length > 5 && random.nextBoolean()) {
        bytes[2] = 0;
        bytes[4] = 0;
        bytes[5] = (byte) Math.max(0, bytes.length - 40);
      }
      MemorySegment p = MemorySegment.ofArray(bytes);
      if (IpPacket.isPlausible(p, 0, bytes.length)) {
        key.read(p, 0);
        fragments.complete(key, p, 0, i);
        quoted.readQuoted(p, 0, key);
        key.tcpFlags(p, 0);
        if (key.protocol == IpPacket.PROTOCOL_TCP && !key.isFragment) {
          TcpMss.clamp(p, 0, key.upperOffset, 1420);
        }
      }
    }
  }

  private static FlowKey keyOf(byte[] packet) {
    FlowKey key = new FlowKey();
    key.read(MemorySegment.ofArray(packet), 0);
    return key;
  }
}
