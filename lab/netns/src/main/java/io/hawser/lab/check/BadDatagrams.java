package io.hawser.lab.check;

import io.hawser.lab.Capture;
import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.topology.Address;
import io.hawser.lab.traffic.Ping;
import io.hawser.lab.traffic.PingStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A stranger's datagrams at every UDP port of every edge: no answer, no exception, no harm, and
/// each one counted under a reason.
final class BadDatagrams {
  private static final int FIRST_PORT = 51_820;
  private static final int SERVICE_PORT = 51_900;
  private static final int PER_SECOND = 8_000;
  private static final int CONTROL_PINGS = 3;

  /// Where a datagram of a stranger may end.
  private static final Set<String> REASONS =
      Set.of(
          "unknown-type",
          "handshake-overflow",
          "handshake-refused",
          "unknown-session",
          "wrong-link",
          "expired-key",
          "not-authentic",
          "replayed",
          "too-late");

  private static final Pattern TRACE = Pattern.compile("(?m)Exception|Error\\b|^\\s+at \\S+\\(");

  private BadDatagrams() {}

  static void check(ScenarioContext context, Company company, Figures figures, Form form)
      throws Exception {
    Lab lab = company.lab();
    Host stranger = lab.host("stranger");
    stranger
        .exec("ip", "route", "add", "172.31.0.0/16", "via", "172.31.99.1", "dev", "eth1")
        .orThrow();
    List<InetSocketAddress> targets = targets(lab);
    List<ByteBuffer> real = realPackets(context, lab);
    figures.atLeast("real packets to cut copies from", real.size(), "packets", 5);
    Host pc = lab.host("branch-1-pc");
    Host far = lab.host("hq-pc");
    String fromEdges =
        targets.stream()
            .map(target -> "src host " + target.getAddress().getHostAddress())
            .distinct()
            .collect(Collectors.joining(" or ", "(ip or ip6) and (", ")"));
    try (Capture internet = stranger.capture("eth0", fromEdges);
        Capture mpls = stranger.capture("eth1", fromEdges);
        PingStream ping4 = PingStream.start(pc, far.ipv4(), 100);
        PingStream ping6 = PingStream.start(far, pc.ipv6(), 100)) {
      // That the captures would see an answer is shown by some that are allowed.
      int echoes =
          Ping.run(stranger, targets.getFirst().getAddress(), CONTROL_PINGS, 200).received();
      long countedBefore = counted(company);
      long lostBefore = lost(company);
      int count = form.amount(50_000, 1_000_000);
      context.say(count + " datagrams to " + targets.size() + " sockets");
      int sent = new DatagramStorm(targets, real, context.seed()).send(stranger, count, PER_SECOND);
      context.pass(Duration.ofSeconds(3));
      List<String> seen = new ArrayList<>(internet.lines());
      seen.addAll(mpls.lines());
      long answers = seen.stream().filter(line -> !line.contains("echo reply")).count();
      figures.exactly("datagrams sent", sent, "", count);
      figures.exactly("permitted pings that the capture saw", seen.size() - answers, "", echoes);
      figures.atLeast("permitted pings answered", echoes, "", 1);
      figures.exactly("replies to bad datagrams", answers, "packets", 0);
      long arrived = sent - (lost(company) - lostBefore);
      figures.note("datagrams that reached an edge's sockets", arrived, "");
      double share = 100.0 * (counted(company) - countedBefore) / arrived;
      figures.between("of them counted under a drop reason", share, "%", 99.5, 100.5);
      PingStream.Report calm4 = ping4.mark();
      PingStream.Report calm6 = ping6.mark();
      figures.atMost(
          "pings between the sites lost meanwhile, of " + (calm4.sent() + calm6.sent()),
          calm4.lost() + calm6.lost(),
          "pings",
          form.bound(5, 0));
    }
    for (EdgeNode edge : company.edges()) {
      String log = edge.process().output();
      figures.exactly(
          edge.name() + ": exceptions in its log", TRACE.matcher(log).results().count(), "", 0);
      figures.holds(edge.name() + ": still answers", edge.run("status").succeeded());
    }
  }

  private static List<InetSocketAddress> targets(Lab lab) {
    List<InetSocketAddress> targets = new ArrayList<>();
    for (var site : lab.topology().sites()) {
      for (int i = 0; i < site.links().size(); i++) {
        for (Address address : site.links().get(i).addresses()) {
          targets.add(new InetSocketAddress(address.ip(), FIRST_PORT + i));
          targets.add(new InetSocketAddress(address.ip(), SERVICE_PORT));
        }
      }
    }
    return targets;
  }

  private static List<ByteBuffer> realPackets(ScenarioContext context, Lab lab) throws Exception {
    try (Capture capture = lab.host("branch-1").capture("wan0", "udp")) {
      context.pass(Duration.ofSeconds(3));
      return SeenPacket.of(capture).stream()
          .map(SeenPacket::payload)
          .filter(ByteBuffer::hasRemaining)
          .toList();
    }
  }

  private static long counted(Company company) throws IOException {
    long packets = 0;
    for (EdgeNode edge : company.edges()) {
      for (JsonNode drop : edge.ask("drops")) {
        packets +=
            REASONS.contains(drop.path("reason").asString()) ? drop.path("packets").asLong() : 0;
      }
    }
    return packets;
  }

  /// What got lost before the edges' programs could see it: on the wires, and where a socket's
  /// buffer was full.
  private static long lost(Company company) throws IOException {
    long lost = 0;
    for (var link : company.lab().links()) {
      String direction = link.name().startsWith("stranger/") ? "up" : "down";
      Map<String, Long> counters = link.counters().getOrDefault(direction, Map.of());
      for (var counter : counters.entrySet()) {
        lost += counter.getKey().startsWith("dropped") ? counter.getValue() : 0;
      }
    }
    for (EdgeNode edge : company.edges()) {
      lost += overflows(edge.host());
    }
    return lost;
  }

  private static long overflows(Host host) throws IOException {
    String[] lines =
        host.exec("sh", "-c", "grep '^Udp: ' /proc/net/snmp").orThrow().strip().split("\n");
    List<String> names = List.of(lines[0].split(" "));
    long ipv4 = Long.parseLong(lines[1].split(" ")[names.indexOf("RcvbufErrors")]);
    String ipv6 =
        host.exec("sh", "-c", "sed -n 's/^Udp6RcvbufErrors *//p' /proc/net/snmp6").orThrow();
    return ipv4 + Long.parseLong(ipv6.strip());
  }
}
