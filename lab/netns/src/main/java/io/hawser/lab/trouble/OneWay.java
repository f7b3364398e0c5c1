package io.hawser.lab.trouble;

import io.hawser.lab.Link;
import io.hawser.lab.company.EdgeLog;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.trouble.Branch.Way;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// One direction of a link swallows everything, for longer than keys live.
public final class OneWay extends Trial {
  private static final String VOICE = "voice gap, blocked direction";
  private static final String DATA = "data gap, blocked direction";
  private static final String OPEN_GAP = "data gap, open direction";
  private static final String LOSS = "packets lost after the first 2 s, both directions";
  private static final String MOVES = "moves off the link in its open direction";
  private static final String DOWNS = "open directions of the link declared down";
  private static final String SUSPICIONS = "suspicions of the link's open direction";
  private static final String STAYED = "share of looks at which the open direction was on its link";
  private static final String KEYS = "age of the link's keys at the end";

  /// The classes of calls and data.
  private static final Set<String> WITH_TRAFFIC = Set.of("voice", "business");

  private static final long STILL_COMING_NS = 500_000_000;
  private static final Duration LOOK = Duration.ofSeconds(2);

  /// No key lives longer (FIELD, section 1).
  private static final double KEY_LIFE_S = 180;

  /// Less than any move takes.
  private static final double NO_GAP_MS = 100;

  public OneWay() {
    super("one-way", "one direction of a link is blocked for 10 minutes: only that one moves");
  }

  @Override
  Setting setting() {
    return Setting.three().sharedAs("steady");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    Duration held = Duration.ofSeconds(form.amount(8, 600));
    Map<Branch, Block> blocks = new ConcurrentHashMap<>();
    samples.once(branch -> blocks.put(branch, begin(branch, samples)));
    samples.atLength(
        branch -> hold(branch, Objects.requireNonNull(blocks.get(branch)), held, samples));
    samples.atMost(VOICE, "ms", 300, 300, "300 ms: VeloCloud");
    samples.atMost(DATA, "ms", 300, 300, "300 ms: VeloCloud");
    // A busy machine may suspect it for a moment, twice.
    samples.eachAtMost(MOVES, "", form.bound(4, 0), "1 at once: one handshake for both directions");
    samples.eachAtMost(DOWNS, "", 0, "1 at once: one handshake for both directions");
    samples.note(SUSPICIONS, "");
    samples.atMost(OPEN_GAP, "ms", NO_GAP_MS, NO_GAP_MS, "both directions move: most");
    // Flows of that direction may go back to a link that they prefer, which they left before.
    samples.note(STAYED, "%");
    samples.eachAtMost(KEYS, "s", KEY_LIFE_S, "none after 180 s: stock WireGuard");
    samples.eachAtMost(LOSS, "packets", 0, "all after 180 s: stock WireGuard");
  }

  /// What is blocked, and where the open direction was before.
  ///
  /// @param log of the edge that sends in the open direction
  private record Block(String link, String openLink, Way way, EdgeLog.Mark log) {
    Way open() {
      return way == Way.OUT ? Way.IN : Way.OUT;
    }
  }

  private static Way blocked(int branch) {
    return branch % 2 == 0 ? Way.OUT : Way.IN;
  }

  private static Block begin(Branch branch, Samples samples) throws Exception {
    branch.awaitCalm();
    Way blocked = blocked(branch.rig().branches().indexOf(branch));
    String name = branch.linkOf(blocked, branch.voice(blocked));
    Way open = blocked == Way.OUT ? Way.IN : Way.OUT;
    String openLink = branch.linkOf(open, branch.voice(open));
    Link link = branch.link(name);
    EdgeNode sender = open == Way.OUT ? branch.edge() : branch.rig().hub();
    EdgeLog.Mark log = sender.markLog();
    Incident begin =
        branch.suffers(
            () -> link.set("blackhole=" + (blocked == Way.OUT ? "out" : "in")),
            Duration.ofSeconds(2));
    samples.add(VOICE, begin.voice(blocked).largestGapMs());
    samples.add(DATA, begin.data(blocked).largestGapMs());
    Block block = new Block(name, openLink, blocked, log);
    samples.add(OPEN_GAP, begin.data(block.open()).largestGapMs());
    return block;
  }

  private static void hold(Branch branch, Block block, Duration held, Samples samples)
      throws Exception {
    Way open = block.open();
    int looks = 0;
    int stayed = 0;
    long startNs = System.nanoTime();
    LocalTime start = LocalTime.now();
    while (System.nanoTime() - startNs < held.toNanos()) {
      branch.rig().pass(LOOK);
      boolean stays =
          branch.linksOf(open, List.of(branch.voice(open), branch.data(open))).stream()
              .allMatch(block.openLink()::equals);
      looks++;
      stayed += stays ? 1 : 0;
    }
    samples.add(STAYED, 100.0 * stayed / looks);
    EdgeLog log = block.log().since();
    List<EdgeLog.PathChange> changes =
        log.pathChanges().stream()
            .filter(change -> change.direction().equals("outbound"))
            .filter(change -> isOpen(branch, block, change.path()))
            .toList();
    samples.add(MOVES, log.moves().stream().filter(move -> isOff(branch, block, move)).count());
    samples.add(DOWNS, countOf("down", changes));
    samples.add(SUSPICIONS, countOf("suspect", changes));
    samples.add(KEYS, keyAgeS(branch, block.link()));
    samples.add(LOSS, lost(branch, startNs, start));
    branch.link(block.link()).restore();
  }

  private static long countOf(String state, List<EdgeLog.PathChange> changes) {
    return changes.stream().filter(change -> change.to().equals(state)).count();
  }

  /// Whether a path takes the link in its open direction, as its sender's edge tells it.
  private static boolean isOpen(Branch branch, Block block, String path) {
    return switch (block.open()) {
      case OUT -> path.startsWith(block.link() + ">" + Rig.HUB + "/");
      case IN -> path.endsWith(">" + branch.name() + "/" + block.link());
    };
  }

  private static boolean isOff(Branch branch, Block block, EdgeLog.Move move) {
    return WITH_TRAFFIC.contains(move.trafficClass())
        && !move.isReturn()
        && takesOpen(branch, block, move.from())
        && !takesOpen(branch, block, move.to());
  }

  private static boolean takesOpen(Branch branch, Block block, String paths) {
    return List.of(paths.split(", ")).stream().anyMatch(path -> isOpen(branch, block, path));
  }

  private static int lost(Branch branch, long sinceNs, LocalTime start) {
    long untilNs = System.nanoTime() - STILL_COMING_NS;
    int lost = 0;
    for (Stream stream : branch.streams()) {
      Heard heard = stream.heard(sinceNs, untilNs);
      lost += heard.lost();
      if (heard.lost() > 0) {
        branch.traceMissing("lost", "to port " + stream.port(), start, heard);
      }
    }
    return lost;
  }

  private static double keyAgeS(Branch branch, String link) throws IOException {
    double youngestS = Double.POSITIVE_INFINITY;
    for (JsonNode path : branch.edge().poll("paths")) {
      long ageMs = path.path("lastHandshakeMs").asLong();
      boolean ours =
          path.path("link").asString().equals(link) && path.path("peer").asString().equals(Rig.HUB);
      if (ours && ageMs >= 0) {
        youngestS = Math.min(youngestS, ageMs / 1e3);
      }
    }
    return youngestS;
  }
}
