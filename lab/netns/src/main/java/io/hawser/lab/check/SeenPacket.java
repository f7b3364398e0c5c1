package io.hawser.lab.check;

import io.hawser.lab.Capture;
import io.hawser.lab.scenario.NotMeasurableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// An IP packet of a capture, as far as its headers tell.
///
/// @param timeNs on the kernel's wall clock
/// @param sourceMac as `ip` prints it; empty where the device has none
/// @param sourcePort of UDP and TCP, else 0
/// @param payload what was recorded behind the UDP header; empty for others
record SeenPacket(
    long timeNs,
    String sourceMac,
    InetAddress source,
    InetAddress destination,
    int protocol,
    int sourcePort,
    int destinationPort,
    ByteBuffer payload) {
  static final int UDP = 17;

  private static final int TCP = 6;
  private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
  private static final int FILE_HEADER_LENGTH = 24;
  private static final int LINK_TYPE_AT = 20;
  private static final int ETHERNET = 1;
  private static final int PACKET_HEADER_LENGTH = 16;
  private static final int ETHERNET_LENGTH = 14;
  private static final int UDP_HEADER_LENGTH = 8;
  private static final int IPV6_HEADER_LENGTH = 40;

  /// Ends a capture and reads its IP packets.
  static List<SeenPacket> of(Capture capture) throws IOException, NotMeasurableException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(capture.stop())).order(ByteOrder.LITTLE_ENDIAN);
    if (capture.dropped() > 0) {
      throw new NotMeasurableException("a capture lost " + capture.dropped() + " packets");
    }
    if (file.getInt(0) != MAGIC_NANOSECONDS) {
      throw new IOException("capture: not in libpcap's format with nanoseconds");
    }
    boolean ethernet = file.getInt(LINK_TYPE_AT) == ETHERNET;
    List<SeenPacket> all = new ArrayList<>();
    int at = FILE_HEADER_LENGTH;
    while (at + PACKET_HEADER_LENGTH <= file.limit()) {
      long timeNs = Integer.toUnsignedLong(file.getInt(at)) * 1_000_000_000L + file.getInt(at + 4);
      int length = file.getInt(at + 8);
      int from = at + PACKET_HEADER_LENGTH;
      if (from + length > file.limit()) {
        break; // tcpdump was stopped in the middle of it
      }
      byte[] frame = Arrays.copyOfRange(file.array(), from, from + length);
      add(timeNs, frame, ethernet, all);
      at = from + length;
    }
    return all;
  }

  private static void add(long timeNs, byte[] frame, boolean ethernet, List<SeenPacket> all)
      throws UnknownHostException {
    int ip = ethernet ? ETHERNET_LENGTH : 0;
    if (frame.length <= ip) {
      return;
    }
    int version = frame[ip] >> 4 & 0xF;
    int type = ethernet ? number(frame, ip - 2) : version == 6 ? 0x86DD : 0x0800;
    String mac =
        ethernet ? HexFormat.ofDelimiter(":").formatHex(Arrays.copyOfRange(frame, 6, 12)) : "";
    if (type == 0x0800 && frame.length >= ip + 20) {
      int header = (frame[ip] & 0xF) * 4;
      add(timeNs, mac, frame, ip + 12, 4, frame[ip + 9] & 0xFF, ip + header, all);
    } else if (type == 0x86DD && frame.length >= ip + IPV6_HEADER_LENGTH) {
      int next = frame[ip + 6] & 0xFF;
      add(timeNs, mac, frame, ip + 8, 16, next, ip + IPV6_HEADER_LENGTH, all);
    }
  }

  private static void add(
      long timeNs,
      String mac,
      byte[] frame,
      int addresses,
      int addressLength,
      int protocol,
      int upper,
      List<SeenPacket> all)
      throws UnknownHostException {
    boolean ported = (protocol == UDP || protocol == TCP) && frame.length >= upper + 4;
    int data = protocol == UDP ? Math.min(upper + UDP_HEADER_LENGTH, frame.length) : frame.length;
    all.add(
        new SeenPacket(
            timeNs,
            mac,
            address(frame, addresses, addressLength),
            address(frame, addresses + addressLength, addressLength),
            protocol,
            ported ? number(frame, upper) : 0,
            ported ? number(frame, upper + 2) : 0,
            ByteBuffer.wrap(frame, data, frame.length - data).slice().asReadOnlyBuffer()));
  }

  private static InetAddress address(byte[] frame, int at, int length) throws UnknownHostException {
    return InetAddress.getByAddress(Arrays.copyOfRange(frame, at, at + length));
  }

  private static int number(byte[] frame, int at) {
    return (frame[at] & 0xFF) << 8 | frame[at + 1] & 0xFF;
  }

  /// For people: `17 198.51.100.2:51820 > 198.51.100.18:51820`.
  String line() {
    return "%d %s:%d > %s:%d"
        .formatted(
            protocol,
            source.getHostAddress(),
            sourcePort,
            destination.getHostAddress(),
            destinationPort);
  }
}
