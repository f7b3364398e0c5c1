package io.hawser.edge.agent.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hawser.edge.agent.Eventually;
import io.hawser.edge.agent.cli.Hawser;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.linux.LinkWatcher;
import io.hawser.edge.agent.linux.Namespace;
import io.hawser.edge.agent.local.DropView;
import io.hawser.edge.agent.local.LocalServer;
import io.hawser.edge.agent.local.SampleEdge;
import io.hawser.probe.session.StampResult;
import io.hawser.probe.session.StampResult.Counting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A reflector and a sender on a real kernel.
///
/// ```
///   sender  wan0 198.51.100.2, 2001:db8:a::2 -- isp0  internet  isp1 -- wan1 203.0.113.2, 2001:db8:b::2  reflector
/// ```
class StampTest {
  private static final String REFLECTOR4 = "203.0.113.2";
  private static final String REFLECTOR6 = "2001:db8:b::2";
  private static final long ONE_MS = 1_000_000;

  @TempDir Path directory;
  private Namespace sender;
  private Namespace internet;
  private Namespace reflector;
  private @Nullable StampService service;

  @BeforeAll
  static void needsRoot() {
    Namespace.require();
  }

  @BeforeEach
  void build() throws Exception {
    sender = Namespace.create("s");
    internet = Namespace.create("i");
    reflector = Namespace.create("r");
    internet.forward();
    plug(sender, "wan0", "isp0", "198.51.100.", "2001:db8:a::");
    plug(reflector, "wan1", "isp1", "203.0.113.", "2001:db8:b::");
    // IPv6 finds its neighbours only once the link-local addresses are checked.
    assertThat(sender.pings(REFLECTOR4, 10) && sender.pings(REFLECTOR6, 10)).isTrue();
  }

  private void plug(Namespace host, String wan, String isp, String v4, String v6) {
    Namespace.join(host, wan, internet, isp);
    internet.ip("addr add " + v4 + "1/24 dev " + isp);
    internet.ip("addr add " + v6 + "1/64 dev " + isp + " nodad");
    host.ip("addr add " + v4 + "2/24 dev " + wan);
    host.ip("addr add " + v6 + "2/64 dev " + wan + " nodad");
    host.ip("route add default via " + v4 + "1 dev " + wan);
    host.ip("-6 route add default via " + v6 + "1 dev " + wan);
  }

  @AfterEach
  void remove() {
    if (service != null) {
      service.close();
    }
    sender.close();
    internet.close();
    reflector.close();
  }

  @Test
  void measuresTheWayInBothFamiliesAndSeesItsHops() throws Exception {
    reflect(setup(true, null));
    for (String address : List.of(REFLECTOR4, REFLECTOR6)) {
      StampResult result = probe(address, 20, true, null);
      assertThat(result.received()).as(address).isEqualTo(20);
      assertThat(result.lostOut() + result.lostBack() + result.lostUntold()).isZero();
      assertThat(result.counting()).isEqualTo(Counting.DIRECT_MEASUREMENT);
      // 255, less one router.
      assertThat(result.ttl()).as(address).isEqualTo(254);
      assertThat(result.roundTrip().minNs()).isBetween(1_000L, 50 * ONE_MS);
      assertThat(result.out().p99Ns()).isBetween(0L, 100 * ONE_MS);
      assertThat(result.extensions()).isTrue();
    }
    assertThat(drops()).isEmpty();
  }

  @Test
  void tellsLossThereFromLossOnTheWayBack() throws Exception {
    reflect(setup(true, null));
    // Of each ten requests one is lost, and of each twenty replies.
    nft(
        """
        table inet lossy {
          chain forward {
            type filter hook forward priority filter;
            udp dport 862 numgen inc mod 10 == 4 counter drop
            udp sport 862 numgen inc mod 20 == 7 counter drop
          }
        }
        """);
    StampResult measured = probe(REFLECTOR4, 200, true, null);
    assertThat(measured.lostOut()).isEqualTo(20);
    assertThat(measured.lostBack()).isEqualTo(9);
    assertThat(measured.lostUntold()).isZero();
    assertThat(measured.counting()).isEqualTo(Counting.DIRECT_MEASUREMENT);

    StampResult plain = probe(REFLECTOR4, 200, false, null);
    assertThat(plain.counting()).isEqualTo(Counting.SEQUENCE);
    assertThat(plain.lostOut()).isEqualTo(20);
    assertThat(plain.lostBack()).isEqualTo(9);
  }

  @Test
  void answersNobodyWithoutTheKey() throws Exception {
    Path right = keyFile("right", "a key of the tests' own\n");
    Path wrong = keyFile("wrong", "hex:" + "5a".repeat(32));
    reflect(setup(true, KeyFile.read(right)));
    StampResult known = probe(REFLECTOR4, 10, true, KeyFile.read(right));
    assertThat(known.received()).isEqualTo(10);
    assertThat(known.counting()).isEqualTo(Counting.DIRECT_MEASUREMENT);

    assertThat(probe(REFLECTOR4, 1, true, KeyFile.read(wrong)).received()).isZero();
    assertThat(probe(REFLECTOR4, 1, true, null).received()).isZero();
    assertThat(drops())
        .extracting(DropView::reason, DropView::packets)
        .containsExactly(tuple("stamp/too-short", 1L), tuple("stamp/not-authentic", 1L));
  }

  @Test
  void answersNobodyButItsPeers() throws Exception {
    reflect(
        new ReflectorSetup(
            false, List.of("lte"), ReflectorPeers.parse("192.0.2.0/24"), 862, null, false));
    assertThat(probe(REFLECTOR4, 1, true, null).received()).isZero();
    assertThat(drops())
        .extracting(DropView::reason, DropView::packets)
        .containsExactly(tuple("stamp/not-a-peer", 1L));
  }

  @Test
  void followsTheAddressesOfItsLinks() throws Exception {
    reflect(setup(false, null));
    assertThat(probe(REFLECTOR4, 1, true, null).received()).isEqualTo(1);

    reflector.ip("addr del " + REFLECTOR4 + "/24 dev wan1");
    reflector.ip("addr add 203.0.113.77/24 dev wan1");
    reflector.ip("route replace default via 203.0.113.1 dev wan1");
    follow("wan1");
    assertThat(probe("203.0.113.77", 1, true, null).received()).isEqualTo(1);

    // Another revision gives the link another device.
    follow("wan9");
    assertThat(probe("203.0.113.77", 1, true, null).received()).isZero();
  }

  @Test
  void wiresharkUnderstandsWhatTravels() throws Exception {
    Tshark.require();
    reflect(setup(true, null));
    Path capture = directory.resolve("stamp.pcap");
    Process tcpdump =
        process(
            "tcpdump",
            "-Z",
            "root",
            "-U",
            "-i",
            "isp0",
            "-w",
            capture.toString(),
            "udp",
            "port",
            "862");
    try {
      Eventually.until(
          "tcpdump captures", () -> Files.exists(capture) && Files.size(capture) >= 24);
      assertThat(probe(REFLECTOR4, 5, true, null).received()).isEqualTo(5);
      assertThat(probe(REFLECTOR6, 5, false, null).received()).isEqualTo(5);
      // 24 bytes of file, then 16 of each packet, its headers, and 60 or 44 bytes of STAMP.
      long length = 24 + 10 * (16 + 14 + 20 + 8 + 60) + 10 * (16 + 14 + 40 + 8 + 44);
      Eventually.until("all is captured", () -> Files.size(capture) == length);
      Tshark tshark = Tshark.reading(capture);
      assertThat(tshark.complaints()).isEmpty();
      assertThat(tshark.fields("udp.srcport", "twamp.test.sender_ttl"))
          .filteredOn(line -> line.equals("862\t254"))
          .hasSize(10);
    } finally {
      tcpdump.destroy();
      assertThat(tcpdump.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  // ---------------------------------------------------------------- the command

  @Test
  void theCommandShowsWhatWasMeasured() throws Exception {
    reflect(setup(true, null));
    StringWriter out = new StringWriter();
    assertThat(command(out, "stamp", REFLECTOR4, "--count", "5", "--interval", "10")).isZero();
    assertThat(out.toString())
        .containsPattern("sent +5\n")
        .containsPattern("answered +5\n")
        .containsPattern("lost on the way there +0\n")
        .containsPattern("round trip +[0-9.]+ms +[0-9.]+ms +- +[0-9.]+ms +[0-9.]+ms +-\n")
        .containsPattern("variation there +- +- +[0-9.]+ms +[0-9.]+ms +[0-9.]+ms +[0-9.]+ms\n")
        .contains("MOS 4.4")
        .contains("got packets with TTL 254, knows RFC 8972");
  }

  @Test
  void theCommandLeavesByTheLinkThatIsNamed() throws Exception {
    reflect(setup(true, null));
    Path run = directory;
    StringWriter out = new StringWriter();
    // Of the sample, the link broadband is wan0 with 198.51.100.2.
    try (LocalServer _ = LocalServer.open(run.resolve("agent.sock"), new SampleEdge())) {
      assertThat(
              command(
                  out,
                  "--run",
                  run.toString(),
                  "stamp",
                  REFLECTOR4,
                  "--count=3",
                  "--interval=10",
                  "--link=broadband",
                  "--json"))
          .isZero();
      assertThat(out.toString())
          .contains("\"link\" : \"broadband\"")
          .contains("\"received\" : 3")
          .contains("\"lostOut\" : 0")
          .contains("\"counting\" : \"DIRECT_MEASUREMENT\"")
          .containsPattern("\"medianNs\" : [0-9]+");
      assertThat(command(out, "--run", run.toString(), "stamp", REFLECTOR4, "--link=lte"))
          .isEqualTo(2);
      assertThat(out.toString()).contains("--link: lte (expected: one of broadband)");
    }
    assertThat(command(out, "--run", run.toString(), "stamp", REFLECTOR4, "--link=broadband"))
        .isEqualTo(3);
  }

  @Test
  void theCommandSaysThatNobodyAnswers() throws Exception {
    StringWriter out = new StringWriter();
    assertThat(command(out, "stamp", REFLECTOR4, "--count=1")).isEqualTo(1);
    assertThat(out.toString()).contains("hawser: no reply from " + REFLECTOR4);
    assertThat(command(out, "stamp", REFLECTOR4, "--count=0")).isEqualTo(2);
    assertThat(out.toString()).contains("--count: 0 (expected: 1 to 1000000)");
  }

  // ---------------------------------------------------------------- helpers

  private static ReflectorSetup setup(boolean stateful, @Nullable KeyFile key) {
    return new ReflectorSetup(
        stateful, List.of("lte"), ReflectorPeers.parse("any"), 862, key, false);
  }

  /// Starts it; its thread is born in the reflector's namespace.
  private void reflect(ReflectorSetup setup) throws Exception {
    service = StampService.start(setup).orElseThrow();
    follow("wan1");
  }

  private void follow(String deviceOfLte) throws Exception {
    StampService running = Objects.requireNonNull(service);
    reflector.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher()) {
            Devices devices = watcher.current();
            running.follow(devices, Map.of("lte", deviceOfLte, "broadband", "wan0"));
          }
        });
    // Answered on the loop, behind the change.
    running.drops();
  }

  private List<DropView> drops() {
    return Objects.requireNonNull(service).drops();
  }

  private StampResult probe(String address, int count, boolean extensions, @Nullable KeyFile key)
      throws Exception {
    var target =
        new StampProbe.Target(new InetSocketAddress(InetAddress.ofLiteral(address), 862), "", null);
    return sender.call(
        () -> StampProbe.run(target, new StampProbe.Questions(count, 5 * ONE_MS, extensions, key)));
  }

  private int command(StringWriter out, String... arguments) throws Exception {
    PrintWriter writer = new PrintWriter(out, true);
    return sender.call(() -> Hawser.run(_ -> 0, writer, writer, arguments));
  }

  private Path keyFile(String name, String content) throws Exception {
    Path file =
        Files.createFile(
            directory.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, content);
  }

  private void nft(String rules) throws Exception {
    Path file = Files.writeString(directory.resolve("rules.nft"), rules);
    Process process = process("nft", "-f", file.toString());
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private Process process(String... command) throws Exception {
    List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", internet.name()));
    inside.addAll(List.of(command));
    return new ProcessBuilder(inside)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
