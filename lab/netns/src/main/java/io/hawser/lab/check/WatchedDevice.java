package io.hawser.lab.check;

import io.hawser.lab.Capture;
import io.hawser.lab.Host;
import io.hawser.lab.scenario.NotMeasurableException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A WAN device of an edge under a capture, and the rules for what may leave by it.
final class WatchedDevice implements AutoCloseable {
  private static final int FIRST_TUNNEL_PORT = 51_820;
  private static final int LAST_TUNNEL_PORT = 51_851;
  private static final int SERVICE_PORT = 51_900;
  private static final int OFFENCES_TOLD = 5;

  /// What left by a device.
  ///
  /// @param tunnel tunnel packets from the link's own address and port
  /// @param foreign packets from an address or a tunnel port that is not the link's, or not any
  ///   more
  /// @param inner packets with an address of the inside: not encrypted
  /// @param offences the first of the bad ones
  record Audit(long tunnel, long foreign, long inner, List<String> offences) {
    Audit {
      offences = List.copyOf(offences);
    }
  }

  private final String name;
  private final int port;
  private final String mac;
  private final Capture capture;

  /// Address → until when it was the device's, on the wall clock.
  private final Map<InetAddress, Long> ownUntilNs = new HashMap<>();

  /// @param port the link's UDP port
  /// @param own its addresses
  WatchedDevice(Host host, String device, int port, List<InetAddress> own) throws IOException {
    this.name = host.name() + " " + device;
    this.port = port;
    this.mac = host.exec("cat", "/sys/class/net/" + device + "/address").orThrow().strip();
    this.capture = host.capture(device, "");
    own.forEach(address -> ownUntilNs.put(address, Long.MAX_VALUE));
  }

  String name() {
    return name;
  }

  /// From now on the device has another address; packets that are on their way may still have the
  /// old one for that time.
  void moved(InetAddress from, InetAddress to, long graceNs) {
    ownUntilNs.put(from, System.currentTimeMillis() * 1_000_000L + graceNs);
    ownUntilNs.put(to, Long.MAX_VALUE);
  }

  /// Ends the capture and judges it.
  Audit audit() throws IOException, NotMeasurableException {
    long tunnel = 0;
    long foreign = 0;
    long inner = 0;
    List<String> offences = new ArrayList<>();
    for (SeenPacket packet : SeenPacket.of(capture)) {
      if (!packet.sourceMac().equals(mac)) {
        continue;
      }
      boolean bare = isInner(packet.source()) || isInner(packet.destination());
      boolean strange = !bare && !isOwn(packet);
      inner += bare ? 1 : 0;
      foreign += strange ? 1 : 0;
      tunnel += !bare && !strange && isTunnel(packet) ? 1 : 0;
      if ((bare || strange) && offences.size() < OFFENCES_TOLD) {
        offences.add(packet.line());
      }
    }
    return new Audit(tunnel, foreign, inner, offences);
  }

  static boolean isTunnel(SeenPacket packet) {
    return packet.protocol() == SeenPacket.UDP && isTunnelPort(packet.sourcePort());
  }

  private static boolean isTunnelPort(int port) {
    return port == SERVICE_PORT || (port >= FIRST_TUNNEL_PORT && port <= LAST_TUNNEL_PORT);
  }

  /// The lab's inside: `10.0.0.0/8` and `fd00::/8`.
  private static boolean isInner(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? bytes[0] == 10 : bytes[0] == (byte) 0xFD;
  }

  private boolean isOwn(SeenPacket packet) {
    InetAddress source = packet.source();
    if (source.isLinkLocalAddress() || source.isAnyLocalAddress()) {
      return true;
    }
    Long untilNs = ownUntilNs.get(source);
    if (untilNs == null || packet.timeNs() > untilNs) {
      return false;
    }
    return !isTunnel(packet) || packet.sourcePort() == port || packet.sourcePort() == SERVICE_PORT;
  }

  @Override
  public void close() throws IOException {
    capture.close();
  }
}
