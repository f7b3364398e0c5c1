package io.hawser.lab.trouble;

import io.hawser.lab.Capture;
import io.hawser.lab.Host;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.traffic.Stream.Pace;
import io.hawser.lab.trouble.Branch.Way;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Captures of what a branch and headquarters send to each other over one link: calls and data,
/// told from probes, handshakes, copies and one another by their length.
final class Tap implements AutoCloseable {
  /// Longer than all that paths say of themselves, shorter than a sealed packet of a call.
  private static final int LEAST_FRAME = 270;

  /// Headers of IP and UDP inside.
  private static final int INNER_HEADERS = 28;

  /// WireGuard pads to 16 bytes, and adds header and tag. The frame around a copy adds 16 bytes
  /// more: copies may go by a link that a class has left.
  private static final int LEAST_ADDED = 32;

  private static final int MOST_ADDED = 32 + 15;
  private static final Pattern PACKET = Pattern.compile("^(\\d+)\\.(\\d+) .* length (\\d+)$");

  private final Map<Way, Capture> captures = new EnumMap<>(Way.class);
  private final Map<Way, List<String>> lines = new EnumMap<>(Way.class);

  private Tap() {}

  /// Begins on the sender's side of a link.
  static Tap on(Branch branch, String link) throws IOException {
    WanLink mine = branch.wan(link);
    WanLink theirs = branch.hubLink(mine.transport());
    String address = branch.address(link).ip().getHostAddress();
    Tap tap = new Tap();
    try {
      tap.begin(Way.OUT, branch.edge().host(), mine.device(), "src host " + address);
      tap.begin(Way.IN, branch.rig().hub().host(), theirs.device(), "dst host " + address);
      return tap;
    } catch (IOException failed) {
      tap.close();
      throw failed;
    }
  }

  private void begin(Way way, Host host, String device, String packets) throws IOException {
    captures.put(way, host.capture(device, "udp and " + packets + " and greater " + LEAST_FRAME));
  }

  /// Ends the captures.
  void stop() throws IOException {
    for (Map.Entry<Way, Capture> each : captures.entrySet()) {
      lines.put(each.getKey(), each.getValue().lines());
    }
  }

  /// When the last packet of such a stream was sent over the link, on the wall clock; 0 if none
  /// was. Copies of packets are none.
  double lastEpochS(Way way, Pace pace) {
    double lastS = 0;
    for (String line : lines.getOrDefault(way, List.of())) {
      Matcher packet = PACKET.matcher(line);
      if (packet.find() && isOf(pace, Integer.parseInt(packet.group(3)))) {
        lastS = Double.parseDouble(packet.group(1) + "." + packet.group(2));
      }
    }
    return lastS;
  }

  /// How many packets as long as calls or longer were sent over the link, both ways.
  int packets() {
    return lines.values().stream().mapToInt(List::size).sum();
  }

  private static boolean isOf(Pace pace, int sealedLength) {
    int added = sealedLength - (pace.length() + INNER_HEADERS);
    return added >= LEAST_ADDED && added <= MOST_ADDED;
  }

  @Override
  public void close() throws IOException {
    for (Capture capture : captures.values()) {
      capture.close();
    }
  }
}
