package io.hawser.lab.check;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import io.hawser.lab.Lab;
import io.hawser.lab.Link;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.topology.NatKind;
import io.hawser.lab.traffic.Bulk;
import io.hawser.lab.traffic.Ping;
import io.hawser.lab.traffic.TcpSessions;
import io.hawser.lab.traffic.Voice;
import io.hawser.lab.traffic.VoiceReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The lab's own tools tell the truth: traffic, changes while running, NATs, hosts of their own.
public final class LabTraffic implements Scenario {
  private static final String LINK = "server/line";

  @Override
  public String name() {
    return "lab-traffic";
  }

  @Override
  public String about() {
    return "traffic tools, changes of links, NATs and hosts do what they say";
  }

  @Override
  public List<String> programs() {
    return List.of("iperf3", "tcpdump", "tshark");
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Lab lab = context.up("nat");
    Figures figures = new Figures();
    hosts(lab, figures);
    nats(lab, figures);
    calls(lab, figures, context, form);
    bulk(lab, figures, form);
    return figures;
  }

  private static void hosts(Lab lab, Figures figures) throws IOException {
    Host server = lab.host("server");
    Host stranger = lab.host("stranger");
    server.write("/etc/hawser/edge.yaml", "of the server\n");
    figures.holds(
        "a host sees its own files", server.exec("cat", "/etc/hawser/edge.yaml").succeeded());
    figures.holds(
        "and no other host's", !stranger.exec("test", "-e", "/etc/hawser/edge.yaml").succeeded());
    figures.holds(
        "a host has its own name",
        server.exec("cat", "/proc/sys/kernel/hostname").orThrow().strip().equals("server"));
    figures.holds(
        "a command is killed at its limit",
        !server.exec(Duration.ofMillis(200), "sleep", "30").succeeded());
    HostProcess sleeper = server.start("sleeper", "sh", "-c", "echo ready; exec sleep 1000");
    sleeper.await("ready", Duration.ofSeconds(5));
    figures.exactly("exit status of a killed process", sleeper.kill(), "", 137);
    try (var capture = stranger.capture("eth0", "icmp")) {
      figures.holds("ping reaches", Ping.run(server, stranger.ipv4(), 3, 100).complete());
      figures.exactly("packets captured", capture.fields("icmp.type == 8", "ip.src").size(), "", 3);
    }
  }

  private static void nats(Lab lab, Figures figures) throws IOException {
    for (NatKind kind : NatKind.values()) {
      NatBehaviour seen =
          NatBehaviour.of(lab.host(kind.word()), lab.host("server"), lab.host("stranger"));
      NatBehaviour wanted =
          switch (kind) {
            case FULL_CONE -> new NatBehaviour(true, true, true);
            case RESTRICTED -> new NatBehaviour(true, true, false);
            case PORT_RESTRICTED, CGNAT -> new NatBehaviour(true, false, false);
            case SYMMETRIC -> new NatBehaviour(false, false, false);
          };
      figures.holds("NAT " + kind.word(), seen.equals(wanted), seen.toString());
    }
  }

  private static void calls(Lab lab, Figures figures, ScenarioContext context, Form form)
      throws IOException {
    Host inside = lab.host("port-restricted");
    Host server = lab.host("server");
    Link link = lab.link(LINK);
    try (Voice voice = Voice.start(inside, server, server.ipv4());
        TcpSessions sessions = TcpSessions.start(inside, server, server.ipv4(), 7000, 5)) {
      context.pass(Duration.ofSeconds(3));
      VoiceReport calm = voice.mark();
      figures.between(
          "voice delay over 10 ms, median", calm.delayP50Ms(), "ms", 10, form.bound(20, 12));
      figures.exactly("voice lost on a good link", calm.lost(), "packets", 0);
      link.set("blackhole=both");
      context.pass(Duration.ofSeconds(1));
      link.set("blackhole=none");
      context.pass(Duration.ofSeconds(3));
      VoiceReport broken = voice.mark();
      double most = form.bound(2000, 1150);
      figures.between("voice gap at a black hole of 1 s", broken.largestGapMs(), "ms", 980, most);
      TcpSessions.Report report = sessions.mark();
      figures.holds("TCP sessions survived it", report.allSurvived(), report.toString());
      figures.atLeast("their longest stall", report.longestStallMs(), "ms", 900);
      link.set("carrier=down");
      figures.holds("a host sees that its carrier is gone", carrier(server).equals("0"));
      link.set("carrier=up");
      figures.holds("and that it is back", carrier(server).equals("1"));
    }
  }

  private static String carrier(Host host) throws IOException {
    return host.exec("cat", "/sys/class/net/eth0/carrier").orThrow().strip();
  }

  private static void bulk(Lab lab, Figures figures, Form form) throws IOException {
    Host server = lab.host("server");
    Bulk.Result result =
        Bulk.tcp(lab.host("stranger"), server, server.ipv4(), form.amount(3, 8), 2);
    // What TCP carries in frames of 1,500 bytes is 96.5 % of a link's rate.
    double least = form.bound(10, 17);
    figures.between("bulk TCP over 20 Mbit/s", result.receivedMbps(), "Mbit/s", least, 20);
  }
}
