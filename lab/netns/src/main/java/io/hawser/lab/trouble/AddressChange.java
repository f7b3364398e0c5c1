package io.hawser.lab.trouble;

import io.hawser.lab.Host;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.TcpSessions;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The only link that works gets another address, dials anew, or is plugged in late.
public final class AddressChange extends Trial {
  private static final String LINK = "broadband";
  private static final int WEB_PORT = 8080;
  private static final int SESSIONS = 20;
  private static final int EVENTS = 100;
  private static final Duration AWAY = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration TCP_PATIENCE = Duration.ofSeconds(15);

  /// What happens to the link.
  private enum Kind {
    ADDRESS("another address"),
    REDIAL("down, and up with another address"),
    LATE("its device gone, and there again");

    final String words;

    Kind(String words) {
      this.words = words;
    }

    String figure() {
      return "traffic runs after: " + words;
    }
  }

  /// A branch's link and what became of it.
  private static final class Line {
    final TcpSessions web;
    InetAddress address;
    int events;

    Line(TcpSessions web, InetAddress address) {
      this.web = web;
      this.address = address;
    }
  }

  public AddressChange() {
    super("address-change", "the only link changes its address, dials anew, is added late");
  }

  @Override
  Setting setting() {
    return Setting.three().once(Setting.Readiness.CALM).sharedAs("steady");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    Map<Branch, Line> lines = new ConcurrentHashMap<>();
    AtomicInteger resets = new AtomicInteger();
    AtomicInteger starts = new AtomicInteger();
    try {
      rig.eachBranch(branch -> lines.put(branch, begin(branch)));
      int rounds = form.amount(3, (EVENTS + rig.branches().size() - 1) / rig.branches().size());
      samples.rounds(
          rounds, branch -> one(branch, Objects.requireNonNull(lines.get(branch)), samples));
      rig.eachBranch(
          branch -> {
            Line line = Objects.requireNonNull(lines.get(branch));
            line.web.awaitAnswers(TCP_PATIENCE);
            resets.addAndGet(line.web.mark().died());
            starts.addAndGet(branch.edge().process().isAlive() ? 0 : 1);
          });
    } finally {
      for (Map.Entry<Branch, Line> each : lines.entrySet()) {
        each.getValue().web.close();
        end(each.getKey(), each.getValue());
      }
    }
    for (Kind kind : Kind.values()) {
      samples.atMost(kind.figure(), "s", 3, 3, "15 s: Nebula");
    }
    rig.figures()
        .exactly("TCP sessions that broke at that", resets.get(), "", 0)
        .toBeat(Samples.NONE_KNOWN);
    rig.figures()
        .exactly("edges that ended at that", starts.get(), "", 0)
        .toBeat("a restart each time: users of today's systems");
  }

  private static Line begin(Branch branch) throws IOException {
    branch.awaitCalm();
    int port = WEB_PORT + branch.rig().branches().indexOf(branch);
    TcpSessions web =
        TcpSessions.start(branch.host(), branch.hubHost(), branch.hubHost().ipv4(), port, SESSIONS);
    Line line = new Line(web, branch.address(LINK).ip());
    for (WanLink other : branch.links()) {
      if (!other.name().equals(LINK)) {
        branch.link(other.name()).set("blackhole=both");
      }
    }
    branch.rig().pass(Duration.ofSeconds(2));
    return line;
  }

  private static void end(Branch branch, Line line) throws IOException {
    if (!line.address.equals(branch.address(LINK).ip())) {
      change(branch, line);
    }
    branch.restore();
  }

  private static void one(Branch branch, Line line, Samples samples) throws IOException {
    Kind kind = Kind.values()[line.events++ % Kind.values().length];
    Host edge = branch.edge().host();
    String device = branch.wan(LINK).device();
    switch (kind) {
      case ADDRESS -> change(branch, line);
      case REDIAL -> {
        ip(edge, "link set " + device + " down");
        branch.rig().pass(AWAY);
        change(branch, line);
        ip(edge, "link set " + device + " up");
        branch.defaultRoute(LINK);
      }
      case LATE -> {
        ip(edge, "link set " + device + " down");
        // To the edge a device of another name is none.
        ip(edge, "link set " + device + " name away");
        branch.rig().pass(AWAY);
        ip(edge, "link set away name " + device);
        ip(edge, "link set " + device + " up");
        branch.defaultRoute(LINK);
      }
    }
    samples.add(kind.figure(), secondsUntilTrafficRuns(branch, System.nanoTime()));
  }

  /// From the router's network another address, or the first one again.
  private static void change(Branch branch, Line line) throws IOException {
    Host edge = branch.edge().host();
    String device = branch.wan(LINK).device();
    InetAddress usual = branch.address(LINK).ip();
    InetAddress next = line.address.equals(usual) ? after(usual) : usual;
    int prefix = branch.address(LINK).prefixLength();
    ip(edge, "address add " + next.getHostAddress() + "/" + prefix + " dev " + device);
    edge.exec("sysctl", "-qw", "net.ipv4.conf." + device + ".promote_secondaries=1").orThrow();
    ip(edge, "address del " + line.address.getHostAddress() + "/" + prefix + " dev " + device);
    if (edge.exec("ip", "link", "show", "up", "dev", device).output().contains(device)) {
      branch.defaultRoute(LINK);
    }
    line.address = next;
  }

  private static InetAddress after(InetAddress address) throws IOException {
    byte[] bytes = address.getAddress();
    bytes[bytes.length - 1]++;
    return InetAddress.getByAddress(bytes);
  }

  /// Until of every stream a packet has come that was sent since.
  private static double secondsUntilTrafficRuns(Branch branch, long sinceNs) {
    long latestNs = sinceNs;
    for (Stream stream : branch.streams()) {
      long arrivedNs = stream.firstArrivalOfSentAfterNs(sinceNs);
      while (arrivedNs == Heard.NEVER && System.nanoTime() - sinceNs < PATIENCE.toNanos()) {
        branch.rig().pass(POLL);
        arrivedNs = stream.firstArrivalOfSentAfterNs(sinceNs);
      }
      if (arrivedNs == Heard.NEVER) {
        return Double.POSITIVE_INFINITY;
      }
      latestNs = Math.max(latestNs, arrivedNs);
    }
    return (latestNs - sinceNs) / 1e9;
  }

  private static void ip(Host host, String words) throws IOException {
    host.exec(("ip " + words).split(" ")).orThrow();
  }
}
