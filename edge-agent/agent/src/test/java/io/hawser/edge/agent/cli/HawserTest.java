package io.hawser.edge.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.agent.config.EdgeDirectories;
import io.hawser.edge.agent.local.BondsView;
import io.hawser.edge.agent.local.ControlView;
import io.hawser.edge.agent.local.EnrolmentView;
import io.hawser.edge.agent.local.JitterView;
import io.hawser.edge.agent.local.LocalServer;
import io.hawser.edge.agent.local.SampleEdge;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HawserTest {
  @TempDir Path run;
  private final SampleEdge edge = new SampleEdge();
  private final List<EdgeDirectories> started = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private LocalServer server;

  @BeforeEach
  void open() throws IOException {
    server = LocalServer.open(run.resolve("agent.sock"), edge);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void showsALineForEachPeer() {
    assertThat(hawser("status")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            ADDRESS     NAME      SITE      STATE  PATH                        SEEN       TX     RX
            10.255.0.1  hq        hq        up     direct broadband>broadband  0.1s  1.4 MiB  820 B
            10.255.0.4  branch-2  branch-2  up     via hq                         -      0 B    0 B
            """);
  }

  @Test
  void showsThisEdgeOnly() {
    assertThat(hawser("status", "--self")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            edge          branch-1 at branch-1 (0198e6b2-0000-7000-8000-000000000001)
            address       10.255.0.3
            service key   c2VydmljZSBrZXkgb2YgYnJhbmNoLTEhAAAAAAAAAAA=
            revision      8
            version       0.1.0, up 1h0m
            LINK       DEVICE  TRANSPORT  STATE   MTU  ADDRESSES     NOTES
            broadband  wan0    internet   up     1500  198.51.100.2  backup
            orchestrator  https://203.0.113.10:8443, connected via broadband for 1m5s
            """);
  }

  @Test
  void drillsALinkAndSaysHowToEndIt() {
    assertThat(hawser("drill", "broadband", "--for", "90")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "broadband is treated as down for 90 s. End it sooner with: hawser drill broadband --end\n");

    assertThat(hawser("drill", "lte")).isEqualTo(ExitStatus.REFUSED);
    assertThat(err.toString()).isEqualTo("hawser: link: lte (expected: one of broadband)\n");
  }

  @Test
  void saysWhatWouldGoAnotherWay() {
    assertThat(hawser("what-if", "link", "mpls", "down")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            CLASS    PEER  NOW                     THEN                    RULE    BECAUSE
            voice    hq    mpls>hq/mpls            broadband>hq/broadband  down    mpls>hq/mpls is down
            default  hq    broadband>hq/broadband  the same                down    mpls>hq/mpls is down
            games    hq    no such class           nowhere                 denied  class games is denied by the policy
            2 of 3 would go another way. Nothing has changed.
            """);
  }

  @Test
  void asksWithNamesThatAreWordsAndWithLessThanNow() {
    assertThat(hawser("what-if", "--json", "link", "policy", "delay", "-20ms", "down")).isZero();
    assertThat(out.toString()).contains("\"assumed\" : \"link policy delay -20ms down\"");
  }

  @Test
  void asksAboutAnotherPolicy() throws IOException {
    Path file = run.resolve("other.yaml");
    Files.writeString(file, " document");
    assertThat(hawser("what-if", "--json", "peer", "hq", "up", "policy", file.toString())).isZero();
    assertThat(out.toString())
        .contains("\"assumed\" : \"peer hq up document\"")
        .contains("\"policy\" : \"" + file + "\"");

    assertThat(hawser("what-if", "policy", run.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none.yaml (expected: a file that can be read)");
  }

  @Test
  void saysWhatCannotBeAsked() {
    assertThat(hawser("what-if", "link", "lte", "down")).isEqualTo(ExitStatus.REFUSED);
    assertThat(err.toString()).isEqualTo("hawser: link: lte (expected: one of broadband, mpls)\n");
  }

  @Test
  void drillsNoLongerThanAnHour() {
    assertThat(hawser("drill", "broadband", "--for", "3601")).isEqualTo(ExitStatus.REFUSED);
    assertThat(err.toString())
        .isEqualTo("hawser: seconds: 3601 (expected: 1 to 3600, or 0 to end a drill)\n");
  }

  @Test
  void endsADrillOnlyWhereThatIsSaid() {
    assertThat(hawser("drill", "broadband", "--for", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--for: 0 (expected: 1 to 3600)");
    assertThat(out.toString()).isEmpty();

    assertThat(hawser("drill", "broadband", "--end")).isZero();
    assertThat(out.toString())
        .isEqualTo("The drill of broadband is over; it comes back as after a failure.\n");
  }

  @Test
  void showsCipherAndOffloadsWhereAskedToBeVerbose() {
    assertThat(hawser("status", "--verbose")).isZero();
    assertThat(out.toString())
        .contains("cipher        libcrypto: chacha20-poly1305, aes-256-gcm")
        .contains("offloads      tso, gso (not lte), gro; without uso");
  }

  @Test
  void showsOnlyActivePeers() {
    hawser("status", "--active");

    assertThat(out.toString()).contains("hq").doesNotContain("branch-2");
  }

  @Test
  void printsInJsonWhatWasAskedForOnly() {
    hawser("status", "--json", "--active");
    assertThat(out.toString()).contains("10.255.0.1").doesNotContain("10.255.0.4");

    out.getBuffer().setLength(0);
    hawser("status", "--json", "--self");
    assertThat(out.toString()).contains("\"peers\" : [ ]", "broadband");
  }

  @Test
  void saysThatForwardingGoesOnWithoutTheOrchestrator() {
    edge.control =
        new ControlView(
            false, "https://203.0.113.10:8443", "", 9_100, "via broadband: no answer in 8 s", 3, 0);

    assertThat(hawser("status")).isZero();

    assertThat(out.toString())
        .startsWith(
            "orchestrator  https://203.0.113.10:8443, not connected for 9.1s:"
                + " via broadband: no answer in 8 s; forwarding goes on\n");
  }

  @Test
  void saysWhereToApproveAnEdgeThatIsNotApprovedYet() {
    edge.enrolment =
        new EnrolmentView(EnrolmentView.State.PENDING, "https://203.0.113.10:8443/edges/7", "");

    assertThat(hawser("status")).isEqualTo(4);
    assertThat(hawser("status", "--json")).isEqualTo(4);

    assertThat(out.toString())
        .startsWith(
            "This edge is not approved yet. Approve it at https://203.0.113.10:8443/edges/7\n");
  }

  @Test
  void saysThatTheAgentDoesNotRun() throws IOException {
    server.close();

    assertThat(hawser("paths")).isEqualTo(3);

    assertThat(err.toString())
        .startsWith("hawser: the agent does not run: no agent answers at ")
        .contains("systemctl start hawser-edge");
  }

  @Test
  void showsPathsInBothDirections() {
    hawser("paths");

    assertThat(out.toString().lines().toList().get(1).split("\\s{2,}"))
        .containsExactly(
            "broadband>hq/broadband",
            "up",
            "suspect",
            "18.3ms",
            "0.42ms",
            "0%",
            "2.50%",
            "198.51.100.7:51820",
            "aes-256-gcm",
            "12s",
            "silence 312 ms (limit 300 ms)");
  }

  @Test
  void showsTheLastMinuteOfPathsWhereAskedToBeVerbose() {
    hawser("paths", "--verbose");

    assertThat(out.toString())
        .endsWith(
            """

            LAST MINUTE OF          ANSWERS  RTT 50%     95%     99%    MOST  MISSED         IN A ROW  ONE WAY  BEHIND
            broadband>hq/broadband      598   18.2ms  21.0ms  34.0ms  51.0ms       2  1.00, at most 1   9.10ms  2.40ms

            LAST MINUTE OF          DIRECTION   LOSS  VARIATION 50%     99%  CALLS  EVER SENT  LOST OF IT
            broadband>hq/broadband  out           0%         0.60ms  4.10ms   4.38       1000           0
            broadband>hq/broadband  in         2.50%         0.90ms  12.0ms   3.91       1000          25
            """);
  }

  @Test
  void showsFlowsAndDrops() {
    hawser("flows");
    hawser("drops");

    assertThat(out.toString())
        .contains(SampleEdge.FLOW, "no-route", "17  no route to the destination");
  }

  @Test
  void showsWhatEachClassGetsOfALink() {
    assertThat(hawser("qos")).isZero();

    assertThat(out.toString().lines().toList().getLast().split(" {2,}"))
        .containsExactly(
            "broadband",
            "36.8 Mbit/s",
            "found",
            "40 Mbit/s",
            "37 Mbit/s",
            "business",
            "8",
            "25%",
            "100%",
            "41000",
            "54.7 MiB",
            "12",
            "2.30ms",
            "9.40ms",
            "31",
            "0",
            "4");
  }

  @Test
  void showsWhatEachPathCarriesOfABondAndWhatArrived() {
    assertThat(hawser("bonds")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            bulk to hq, by 1 of 3 paths
            PATH                    IN                RATE  BEHIND  BACKLOG   PKTS  SENT AGAIN  WHY NOT
            broadband>hq/broadband  in           40 Mbit/s  0.00ms   18.2ms  41000          12  -
            lte>hq/broadband        out  assumed 10 Mbit/s  31.0ms   0.00ms   9000         310  it loses more than the best member
            mpls>hq/mpls            out                  -       -        -      0           0  no answer for 4 s

            PACKETS  OF WHAT ARRIVED IN BONDS
              48000  delivered in order
                 17  delivered late, as nobody waited for them any longer
                  0  delivered as they came, of more flows than are kept apart
                  4  dropped: had come already
                  0  dropped: so old that nobody knows whether they had come
                305  asked for again
                 21  not waited for any longer, of which some came late
                  6  wait for one that they overtook (8.2 KiB; 3 flows now)
            2 times a flow gave up its order for want of room
            """);
  }

  @Test
  void printsBondsAsJson() {
    assertThat(hawser("bonds", "--json")).isZero();

    assertThat(out.toString())
        .contains("\"trafficClass\" : \"bulk\"", "\"sentAgain\" : 310", "\"inTurn\" : 48000");
  }

  @Test
  void saysThatAMemberIsKeptForWantOfABetterOne() {
    var silent =
        new BondsView.Member("lte>hq/broadband", true, "it costs", 5_000_000, false, 0, 0, 1, 0);
    edge.bonds =
        new BondsView(
            List.of(new BondsView.Bond("hq", "bulk", List.of(silent))), edge.bonds.arrivals());

    hawser("bonds");

    assertThat(out.toString()).contains("kept, as none is better: it costs");
  }

  @Test
  void saysThatNothingIsBonded() {
    edge.bonds =
        new BondsView(List.of(), new BondsView.Arrivals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));

    assertThat(hawser("bonds")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            No class goes by several paths at once (mode: bond).
            No packet has arrived in a bond.
            """);
  }

  @Test
  void showsWhatTheJitterBufferDid() {
    assertThat(hawser("jitter")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            PACKETS  OF WHAT ARRIVED FOR THE JITTER BUFFER
              48000  left at their time
                 17  left at once, as they came too late
                  3  left before their time, as there was no room
                  2  left as they came: no time of their sender, too long, too many flows
                  5  wait now (1000 B; 4 flows)
            """);
  }

  @Test
  void saysThatNothingCameForTheJitterBuffer() {
    edge.jitter = new JitterView(0, 0, 0, 0, 0, 0, 0);

    assertThat(hawser("jitter")).isZero();

    assertThat(out.toString()).startsWith("No packet has arrived of a class with a jitter buffer");
  }

  @Test
  void explainsAFlowFromApplicationToPath() {
    assertThat(hawser("explain", "voice", "10.1.1.5")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            flow          udp:10.1.1.5:4000-10.20.0.9:5060
            application   voice  (udp port 5060-5061)
            class         voice  (classes.voice)
            mode          single
            peer          hq
            rule          best usable path of the first preferred transport
            path          broadband>hq/broadband  (meets the SLA)
            copies        3 of 250 packets, the latest by mpls>hq/mpls  (sent while its path was in doubt or lost too much)
            held          the far edge holds its packets for up to 60 ms

            NOT BY        STATE  BECAUSE
            mpls>hq/mpls  down   no answer for 4 s

            MOVED AGO  FROM          TO                      BECAUSE
                 4.0s  mpls>hq/mpls  broadband>hq/broadband  silence 312 ms
                                                             broadband>hq/broadband: mpls>hq/mpls is down
                                                             rule: a path that is down carries nothing
                                                             mpls>hq/mpls: loss 5.20%, delay 20.1ms, jitter -
                                                             broadband>hq/broadband: loss 0%, delay 12.0ms, jitter 0.40ms
            """);
  }

  @Test
  void repeatsTheAgentsRefusal() {
    assertThat(hawser("explain", "192.0.2.1")).isEqualTo(1);

    assertThat(err.toString()).startsWith("hawser: flow: '192.0.2.1' (expected: ");
  }

  @Test
  void printsJsonAsTheAgentAnswered() {
    assertThat(hawser("drops", "--json")).isZero();

    assertThat(out.toString()).contains("\"reason\" : \"no-route\"", "\"packets\" : 17");
  }

  @Test
  void refusesAnUnknownOption() {
    assertThat(hawser("status", "--sing")).isEqualTo(2);
  }

  @Test
  void startsTheAgentWithItsDirectories() {
    assertThat(hawser("agent", "--etc", "/tmp/etc", "--state", "/tmp/state")).isZero();

    assertThat(started)
        .containsExactly(new EdgeDirectories(Path.of("/tmp/etc"), Path.of("/tmp/state"), run));
  }

  @Test
  void loadsNothingHeavyForACommand() throws Exception {
    List<String> command =
        Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-verbose:class",
                "-cp",
                System.getProperty("java.class.path"),
                "io.hawser.edge.agent.cli.HawserMain",
                "--run",
                run.toString(),
                "status")
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String loaded = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor()).as(loaded.lines().toList().getLast()).isZero();
    assertThat(loaded).contains("10.255.0.4");
    assertThat(
            loaded
                .lines()
                .filter(line -> line.contains("source:"))
                .filter(
                    line ->
                        Stream.of(
                                "io.netty",
                                "io.grpc",
                                "org.drools",
                                "com.google.protobuf",
                                "org.slf4j")
                            .anyMatch(line::contains))
                .toList())
        .isEmpty();
  }

  private int hawser(String... args) {
    List<String> all = new ArrayList<>(List.of("--run", run.toString()));
    all.addAll(List.of(args));
    return Hawser.run(
        directories -> {
          started.add(directories);
          return 0;
        },
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        all.toArray(String[]::new));
  }
}
