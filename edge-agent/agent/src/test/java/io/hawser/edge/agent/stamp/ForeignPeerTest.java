package io.hawser.edge.agent.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hawser.edge.agent.Eventually;
import io.hawser.edge.agent.linux.LinkWatcher;
import io.hawser.edge.agent.linux.Namespace;
import io.hawser.probe.session.StampResult;
import io.hawser.probe.session.StampResult.Counting;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A STAMP peer that is not ours at the other end: its packets are built and read by scapy, which
/// knows the unauthenticated mode only.
class ForeignPeerTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final String OURS = "198.51.100.1";
  private static final String THEIRS = "198.51.100.2";
  private static final int PACKETS = 20;
  private static final long ONE_MS = 1_000_000;
  private static final long LIMIT_SECONDS = 60;

  @TempDir Path directory;
  private Namespace here;
  private Namespace there;

  @BeforeAll
  static void needsScapy() throws Exception {
    Namespace.require();
    assumeThat(PYTHON.toFile().canExecute() && hasScapy())
        .as("not run: needs 'apt-get install python3-scapy'")
        .isTrue();
  }

  private static boolean hasScapy() throws Exception {
    Process process =
        new ProcessBuilder(PYTHON.toString(), "-c", "import scapy.contrib.stamp")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @BeforeEach
  void build() {
    here = Namespace.create("o");
    there = Namespace.create("f");
    Namespace.join(here, "wan0", there, "wan0");
    here.ip("addr add " + OURS + "/24 dev wan0");
    there.ip("addr add " + THEIRS + "/24 dev wan0");
    assertThat(here.pings(THEIRS, 10)).isTrue();
  }

  @AfterEach
  void remove() {
    here.close();
    there.close();
  }

  @Test
  void aForeignReflectorOfRfc8762IsMeasured() throws Exception {
    for (boolean extensions : new boolean[] {true, false}) {
      StampResult result = ask("plain", extensions);
      assertSound(result);
      assertThat(result.extensions()).isFalse();
      // Nothing was lost, so that its sequence tells nothing either.
      assertThat(result.counting()).isEqualTo(Counting.NOTHING);
    }
  }

  /// It returns our extensions as those that it does not know.
  @Test
  void aForeignReflectorOfRfc8972IsMeasured() throws Exception {
    StampResult result = ask("extended", true);
    assertSound(result);
    assertThat(result.extensions()).isTrue();
    assertThat(result.counting()).isNotEqualTo(Counting.DIRECT_MEASUREMENT);
  }

  private static void assertSound(StampResult result) {
    assertThat(result.sent()).isEqualTo(PACKETS);
    assertThat(result.received()).isEqualTo(PACKETS);
    assertThat(result.lost() + result.duplicates() + result.reordered()).isZero();
    // No router on the way.
    assertThat(result.ttl()).isEqualTo(255);
    // What scapy takes for a packet, some milliseconds, is the reflector's and none of the way's.
    assertThat(result.roundTrip().minNs()).isBetween(0L, 5 * ONE_MS);
  }

  private StampResult ask(String mode, boolean extensions) throws Exception {
    Path out = directory.resolve("reflector-" + mode + extensions + ".txt");
    Process reflector = python(out, "reflector.py", Integer.toString(PACKETS), mode);
    try {
      Eventually.until("it listens", () -> Files.readString(out).contains("ready"));
      var target =
          new StampProbe.Target(
              new InetSocketAddress(InetAddress.ofLiteral(THEIRS), 862), "", null);
      StampResult result =
          here.call(
              () ->
                  StampProbe.run(
                      target, new StampProbe.Questions(PACKETS, 20 * ONE_MS, extensions, null)));
      assertThat(reflector.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(reflector.exitValue()).as("%s", Files.readString(out)).isZero();
      return result;
    } finally {
      reflector.destroyForcibly();
    }
  }

  @Test
  void aForeignSenderIsAnswered() throws Exception {
    ReflectorSetup setup =
        new ReflectorSetup(true, List.of("lte"), ReflectorPeers.parse("any"), 862, null, false);
    try (StampService service = StampService.start(setup).orElseThrow()) {
      here.run(
          () -> {
            try (LinkWatcher watcher = new LinkWatcher()) {
              service.follow(watcher.current(), Map.of("lte", "wan0"));
            }
          });
      // Answered on the loop, behind the change.
      assertThat(service.drops()).isEmpty();
      Path out = directory.resolve("sender.txt");
      Process sender = python(out, "sender.py", OURS, "3");
      assertThat(sender.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

      // Of its extensions the padding is known, which clears the U flag, and the other is not.
      assertThat(Files.readString(out)).isEqualTo(told(0) + told(1) + told(2));
      assertThat(service.drops()).isEmpty();
    }
  }

  private static String told(int number) {
    return ("seq=%d seq_sender=%d ssid=0x1234 ts_sender=echoed err_sender=echoed times=in order"
            + " ttl=64 length=0 tlvs=1:0x00:padding!,200:0x80:what\n")
        .formatted(number, number);
  }

  /// Runs a script of the tests at the other end.
  private Process python(Path out, String script, String... arguments) throws Exception {
    Path file = directory.resolve(script);
    try (InputStream in =
        Objects.requireNonNull(ForeignPeerTest.class.getResourceAsStream(script))) {
      Files.write(file, in.readAllBytes());
    }
    Files.writeString(out, "");
    List<String> command =
        new ArrayList<>(
            List.of("ip", "netns", "exec", there.name(), PYTHON.toString(), file.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();
  }
}
