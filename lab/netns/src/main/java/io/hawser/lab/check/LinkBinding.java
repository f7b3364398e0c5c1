package io.hawser.lab.check;

import io.hawser.lab.Capture;
import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.NotMeasurableException;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.topology.Address;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.traffic.Bulk;
import io.hawser.lab.traffic.PingStream;
import io.hawser.lab.traffic.Voice;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A link's packets leave by that link and no other, whatever routes, carriers and addresses do.
///
/// Every WAN device of both edges is recorded; what left by it is judged by its source, and what
/// passed inside the tunnel by its being no tunnel packet.
public final class LinkBinding implements Scenario {
  private static final String BRANCH = "branch-1";
  private static final Duration START_LIMIT = Duration.ofSeconds(180);
  private static final Duration RETURN_LIMIT = Duration.ofSeconds(90);
  private static final int FIRST_PORT = 51_820;

  /// Ends of paths over the LTE.
  private static final int LTE_ENDS = 2;

  private static final long GRACE_NS = 2_000_000_000L;
  private static final InetAddress OLD_ADDRESS = InetAddress.ofLiteral("198.51.100.18");
  private static final InetAddress NEW_ADDRESS = InetAddress.ofLiteral("198.51.100.20");

  @Override
  public String name() {
    return "link-binding";
  }

  @Override
  public String about() {
    return "a link's packets leave by that link and no other, captured on every WAN device";
  }

  @Override
  public List<String> programs() {
    return List.of("tcpdump", "iperf3");
  }

  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Lab lab = context.up("pair");
    Company company = new Company(lab, context.root());
    company.apply("pair");
    company.powerOn("hq");
    company.powerOn(BRANCH);
    company.awaitAlive(START_LIMIT);
    Figures figures = new Figures();
    Host pc = lab.host("branch-1-pc");
    Host far = lab.host("hq-pc");
    try (PingStream ping4 = PingStream.start(pc, far.ipv4(), 100);
        PingStream ping6 = PingStream.start(far, pc.ipv6(), 100);
        Voice voice = Voice.start(pc, far, far.ipv4())) {
      disturbed(context, company, figures, form);
      comesAndGoes(context, company, figures, form);
      figures.note("pings lost over IPv4 meanwhile", ping4.mark().lost(), "pings");
      figures.note("pings lost over IPv6 meanwhile", ping6.mark().lost(), "pings");
      figures.note("voice lost meanwhile", voice.mark().lossPercent(), "%");
    }
    return figures;
  }

  // ---------------------------------------------------------------- what is watched

  private static List<WatchedDevice> watch(Lab lab) throws IOException {
    List<WatchedDevice> devices = new ArrayList<>();
    for (var site : lab.topology().sites()) {
      for (int i = 0; i < site.links().size(); i++) {
        WanLink link = site.links().get(i);
        devices.add(
            new WatchedDevice(
                lab.host(site.name()),
                link.device(),
                FIRST_PORT + i,
                link.addresses().stream().map(Address::ip).toList()));
      }
    }
    return devices;
  }

  private static WatchedDevice device(List<WatchedDevice> devices, String name) {
    return devices.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static void judge(String when, List<WatchedDevice> devices, Figures figures)
      throws IOException, NotMeasurableException {
    int used = 0;
    for (WatchedDevice device : devices) {
      WatchedDevice.Audit audit = device.audit();
      String offences = audit.offences().isEmpty() ? "" : " " + audit.offences();
      figures.note(device.name() + when + ": tunnel packets", audit.tunnel(), "packets");
      figures.exactly(
          device.name() + when + ": packets from a foreign address or port" + offences,
          audit.foreign(),
          "packets",
          0);
      figures.exactly(
          device.name() + when + ": inner packets in clear" + offences,
          audit.inner(),
          "packets",
          0);
      used += audit.tunnel() > 0 ? 1 : 0;
    }
    figures.exactly("links that had traffic" + when, used, "links", devices.size());
  }

  // ---------------------------------------------------------------- disturbances

  private static void disturbed(
      ScenarioContext context, Company company, Figures figures, Form form) throws Exception {
    Lab lab = company.lab();
    Host branch = lab.host(BRANCH);
    Duration some = Duration.ofSeconds(form.amount(3, 10));
    List<WatchedDevice> devices = watch(lab);
    List<Capture> tunnels = new ArrayList<>();
    try {
      for (EdgeNode edge : company.edges()) {
        tunnels.add(edge.host().capture("hawser0", ""));
      }
      context.say("calm");
      // Many connections of a class in mode balance: user traffic on several links at once.
      Bulk.tcp(lab.host("branch-1-pc"), lab.host("hq-pc"), lab.host("hq-pc").ipv4(), 3, 8);
      context.say("the main table's default route moves to the MPLS");
      ip(branch, "route add default via 172.31.1.1 dev wan2 metric 1");
      ip(branch, "-6 route del default dev wan0");
      context.pass(some);
      context.say("and to the LTE");
      ip(branch, "route add default via 198.51.100.25 dev wan1 metric 0");
      context.pass(some);
      ip(branch, "route del default via 198.51.100.25 dev wan1 metric 0");
      ip(branch, "route del default via 172.31.1.1 dev wan2 metric 1");
      ip(branch, "-6 route add default via 2001:db8:1::1 dev wan0 metric 100");
      back(company, "default route moved and returned: all paths alive", figures, form);
      context.say("the broadband swallows everything");
      lab.link("branch-1/broadband").set("blackhole=both");
      context.pass(some);
      lab.link("branch-1/broadband").set("blackhole=none");
      back(company, "black hole over: all paths alive", figures, form);
      context.say("the carrier of the MPLS goes down");
      lab.link("branch-1/mpls").set("carrier=down");
      context.pass(some);
      lab.link("branch-1/mpls").set("carrier=up");
      back(company, "carrier back: all paths alive", figures, form);
      context.say("the address of the broadband changes");
      ip(branch, "address add " + NEW_ADDRESS.getHostAddress() + "/29 dev wan0");
      branch.exec("sysctl", "-qw", "net.ipv4.conf.wan0.promote_secondaries=1").orThrow();
      ip(branch, "address del " + OLD_ADDRESS.getHostAddress() + "/29 dev wan0");
      device(devices, BRANCH + " wan0").moved(OLD_ADDRESS, NEW_ADDRESS, GRACE_NS);
      ip(branch, "route replace default via 198.51.100.17 dev wan0 metric 100");
      context.pass(some);
      back(company, "another address: all paths alive", figures, form);
      Bulk.tcp(lab.host("branch-1-pc"), lab.host("hq-pc"), lab.host("hq-pc").ipv4(), 3, 8);
      judge("", devices, figures);
      for (Capture tunnel : tunnels) {
        judgeTunnel(tunnel, figures);
      }
    } finally {
      close(devices, tunnels);
    }
  }

  private static void judgeTunnel(Capture tunnel, Figures figures)
      throws IOException, NotMeasurableException {
    List<SeenPacket> packets = SeenPacket.of(tunnel);
    List<SeenPacket> nested = packets.stream().filter(WatchedDevice::isTunnel).toList();
    figures.atLeast("packets inside a tunnel", packets.size(), "packets", 1);
    figures.exactly(
        "tunnel packets inside a tunnel" + (nested.isEmpty() ? "" : " " + nested.getFirst().line()),
        nested.size(),
        "packets",
        0);
  }

  private static void close(List<WatchedDevice> devices, List<Capture> tunnels) throws IOException {
    for (WatchedDevice device : devices) {
      device.close();
    }
    for (Capture tunnel : tunnels) {
      tunnel.close();
    }
  }

  private static void ip(Host host, String words) throws IOException {
    host.exec(("ip " + words).split(" ")).orThrow();
  }

  /// How long it takes until all paths carry packets again.
  private static void back(Company company, String what, Figures figures, Form form)
      throws IOException {
    long startNs = System.nanoTime();
    int all = company.pathsExpected();
    Company.until(what, RETURN_LIMIT, () -> company.pathsAlive() == all);
    double seconds = (System.nanoTime() - startNs) / 1e9;
    figures.atMost(what, seconds, "s", form.bound(60, 20));
  }

  // ---------------------------------------------------------------- a device that is not there

  private static void comesAndGoes(
      ScenarioContext context, Company company, Figures figures, Form form) throws Exception {
    EdgeNode edge = company.edge(BRANCH);
    Host branch = edge.host();
    context.say("the LTE's device vanishes and returns");
    int all = company.pathsExpected();
    takeAway(branch);
    Company.until("its paths are down", RETURN_LIMIT, () -> company.pathsAlive() == all - LTE_ENDS);
    context.pass(Duration.ofSeconds(form.amount(1, 5)));
    bringBack(branch);
    back(company, "device back: all paths alive", figures, form);
    context.say("the edge starts without the LTE's device, which appears later");
    edge.kill();
    takeAway(branch);
    edge.start();
    Company.until("the other paths", RETURN_LIMIT, () -> company.pathsAlive() == all - LTE_ENDS);
    context.pass(Duration.ofSeconds(form.amount(1, 5)));
    List<WatchedDevice> devices = new ArrayList<>();
    try {
      bringBack(branch);
      devices.addAll(watchAfterMove(company.lab()));
      back(company, "device late: all paths alive", figures, form);
      Bulk.tcp(
          company.lab().host("branch-1-pc"),
          company.lab().host("hq-pc"),
          company.lab().host("hq-pc").ipv4(),
          3,
          8);
      judge(" with a late device", devices, figures);
    } finally {
      close(devices, List.of());
    }
  }

  private static List<WatchedDevice> watchAfterMove(Lab lab) throws IOException {
    List<WatchedDevice> devices = watch(lab);
    device(devices, BRANCH + " wan0").moved(OLD_ADDRESS, NEW_ADDRESS, 0);
    return devices;
  }

  /// To the edge a device of another name is none.
  private static void takeAway(Host branch) throws IOException {
    ip(branch, "link set wan1 down");
    ip(branch, "link set wan1 name away1");
  }

  private static void bringBack(Host branch) throws IOException {
    ip(branch, "link set away1 name wan1");
    ip(branch, "link set wan1 up");
    ip(branch, "route replace default via 198.51.100.25 dev wan1 metric 101");
  }
}
