package io.hawser.lab.check;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.namespace.Instance;
import io.hawser.lab.scenario.Beside;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The same seeded traffic between two hosts behind edges, with each offload on and off, odd and
/// jumbo MTUs, and one thread: the same bytes arrive.
///
/// Whether the edges really do without what they are told to is read from their status.
public final class SameBytes implements Scenario {
  /// Each on or off; `uso` goes with `tso`.
  private static final List<String> OFFLOADS = List.of("gso", "gro", "tso", "libcrypto");

  private static final String ALL = String.join(",", OFFLOADS);
  private static final int ETHERNET = 1500;

  /// So that the tunnel's is odd too, and not a multiple of a cipher's block.
  private static final int ODD = 1437;

  private static final int JUMBO = 9000;
  private static final int TUNNEL_OVERHEAD = 80;
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int[] ECHOES = {0, 1, 55, 1337, 3001, 20_001};
  private static final int TRIES = 4;

  /// What only a fault of ours can be counted under while nobody attacks.
  private static final Set<String> FAULTS =
      Set.of("malformed", "malformed-inner", "not-authentic", "tun-refused", "unknown-type");

  /// @param without words of [EdgeNode#OFFLOADS]
  /// @param threads that carry packets; 0 for the usual
  /// @param mtus of WAN and LAN devices, in turn
  private record Variant(String without, int threads, List<Integer> mtus) {
    String title() {
      return (without.isEmpty() ? "all on" : "without " + without)
          + (threads == 1 ? ", one thread" : "");
    }
  }

  private @Nullable String first;

  @Override
  public String name() {
    return "same-bytes";
  }

  @Override
  public String about() {
    return "the same bytes arrive with each offload on and off";
  }

  @Override
  public List<String> programs() {
    return List.of("ping");
  }

  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Figures figures = context.facts();
    Lab lab = context.up("speed");
    Company company = new Company(lab, context.root());
    first = null;
    vary(company, new Variant("", 0, List.of()));
    company.run("speed", START_LIMIT);
    Set<String> never = lacking(company.edge("hq"));
    context.say("this kernel lacks: " + (never.isEmpty() ? "nothing" : String.join(", ", never)));
    List<Variant> variants = variants(form);
    for (Variant variant : variants) {
      if (variant != variants.getFirst()) {
        restart(company, variant);
      }
      judge(context, company, variant, never, form, figures);
    }
    return figures;
  }

  private static List<Variant> variants(Form form) {
    List<Integer> all = List.of(ETHERNET, ODD, JUMBO);
    List<Integer> usual = List.of(ETHERNET);
    List<Variant> variants = new ArrayList<>();
    for (int off = 0; off < 1 << OFFLOADS.size(); off++) {
      String without = words(off);
      boolean extreme = without.isEmpty() || without.equals(ALL);
      if (form == Form.FULL || extreme || Integer.bitCount(off) == 1) {
        boolean thorough = form == Form.FULL && (extreme || without.equals("tso"));
        variants.add(new Variant(without, 0, without.isEmpty() || thorough ? all : usual));
      }
    }
    variants.add(new Variant("", 1, usual));
    if (form == Form.FULL) {
      variants.add(new Variant("uso", 0, usual));
      variants.add(new Variant(ALL, 1, usual));
    }
    return variants;
  }

  private static String words(int off) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < OFFLOADS.size(); i++) {
      if ((off >> i & 1) != 0) {
        words.add(OFFLOADS.get(i));
      }
    }
    return String.join(",", words);
  }

  // ---------------------------------------------------------------- the edges

  private static void vary(Company company, Variant variant) throws IOException {
    for (EdgeNode edge : company.edges()) {
      edge.vary(variant.without(), variant.threads());
    }
  }

  private static void restart(Company company, Variant variant) throws IOException {
    for (EdgeNode edge : company.edges()) {
      edge.stop();
    }
    vary(company, variant);
    for (EdgeNode edge : company.edges()) {
      edge.start();
    }
  }

  /// What an edge says that it does without.
  private static Set<String> lacking(EdgeNode edge) throws IOException {
    Set<String> words = new TreeSet<>();
    for (JsonNode word : edge.ask("status").path("self").path("lacking")) {
      words.add(word.asString());
    }
    return words;
  }

  private static Set<String> expected(Variant variant, Set<String> never) {
    Set<String> words = new TreeSet<>(never);
    Stream.of(variant.without().split(",")).filter(word -> !word.isEmpty()).forEach(words::add);
    if (words.contains("tso")) {
      words.add("uso");
    }
    return words;
  }

  /// Whether a thread of this name runs in the edge's process.
  private static boolean hasThread(EdgeNode edge, String name) throws IOException {
    ProcessHandle started = ProcessHandle.of(edge.process().pid()).orElseThrow();
    for (ProcessHandle each : Stream.concat(Stream.of(started), started.descendants()).toList()) {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/" + each.pid() + "/task"))) {
        for (Path task : tasks.toList()) {
          if (Files.readString(task.resolve("comm")).strip().equals(name)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static long faults(EdgeNode edge) throws IOException {
    long packets = 0;
    for (JsonNode drop : edge.ask("drops")) {
      packets +=
          FAULTS.contains(drop.path("reason").asString()) ? drop.path("packets").asLong() : 0;
    }
    return packets;
  }

  // ---------------------------------------------------------------- a variant

  private void judge(
      ScenarioContext context,
      Company company,
      Variant variant,
      Set<String> never,
      Form form,
      Figures figures)
      throws IOException {
    Lab lab = company.lab();
    Host one = lab.host("hq-pc");
    Host other = lab.host("branch-1-pc");
    long startNs = System.nanoTime();
    for (InetAddress to : List.of(other.ipv4(), other.ipv6())) {
      Company.awaitPing(one, to, START_LIMIT);
    }
    for (int mtu : variant.mtus()) {
      stretch(company, mtu);
      String delivered = exchange(one, other, context.seed(), form);
      first = first == null ? delivered : first;
      String where = mtu == ETHERNET ? "" : ", MTU " + mtu;
      figures.holds(
          variant.title() + where + ": the same bytes",
          delivered.equals(first),
          delivered.substring(0, 16));
    }
    if (variant.mtus().size() > 1) {
      stretch(company, ETHERNET);
    }
    Set<String> inForce = new TreeSet<>();
    for (EdgeNode edge : company.edges()) {
      Set<String> lacking = lacking(edge);
      inForce.addAll(lacking);
      if (!lacking.equals(expected(variant, never))) {
        figures.holds(variant.title() + ": in force at " + edge.name(), false, lacking.toString());
      }
      if (hasThread(edge, "edge-packets") != (variant.threads() == 1)) {
        figures.holds(variant.title() + ": threads of " + edge.name(), false);
      }
      long faults = faults(edge);
      if (faults > 0) {
        figures.exactly(variant.title() + ": faults at " + edge.name(), faults, "packets", 0);
      }
    }
    context.say(
        "%s: lacking %s, %d ms"
            .formatted(variant.title(), inForce, (System.nanoTime() - startNs) / 1_000_000));
  }

  /// Gives WAN and LAN devices an MTU, and waits until the tunnels have followed.
  private static void stretch(Company company, int mtu) throws IOException {
    int lan = Math.max(mtu, ETHERNET);
    int tunnel = Math.min(mtu, ETHERNET) - TUNNEL_OVERHEAD;
    // A bridge takes the least MTU of its ports.
    String ports =
        "ip -o link show type veth | sed 's/^[0-9]*: \\([^@:]*\\).*/\\1/'"
            + " | while read -r port; do ip link set \"$port\" mtu "
            + lan
            + "; done";
    int status =
        Instance.fromEnvironment()
            .lans()
            .call(() -> new ProcessBuilder("sh", "-c", ports).inheritIO().start().waitFor());
    if (status != 0) {
      throw new IOException("MTU of the LANs: status " + status);
    }
    for (var site : company.lab().topology().sites()) {
      Host edge = company.lab().host(site.name());
      edge.exec("ip", "link", "set", "lan0", "mtu", "" + lan).orThrow();
      edge.exec("ip", "link", "set", "wan0", "mtu", "" + mtu).orThrow();
      for (var host : site.lan().hosts()) {
        Host pc = company.lab().host(host.name());
        pc.exec("ip", "link", "set", "eth0", "mtu", "" + lan).orThrow();
        // What it has learnt of paths before.
        pc.exec("ip", "route", "flush", "cache").orThrow();
        pc.exec("ip", "-6", "route", "flush", "cache").orThrow();
      }
      Company.until(
          site.name() + ": a tunnel of " + tunnel + " bytes",
          Duration.ofSeconds(20),
          () ->
              edge.exec("ip", "-o", "link", "show", "hawser0")
                  .output()
                  .contains(" mtu " + tunnel + " "));
    }
  }

  // ---------------------------------------------------------------- the traffic

  /// TCP and UDP both ways over both families at once, and pings; answers one hash of all.
  private static String exchange(Host one, Host other, long seed, Form form) throws IOException {
    int length = form.amount(3_000_000, 8_000_000) + 7;
    List<Beside.Work<String>> parts = new ArrayList<>();
    for (InetAddress to : List.of(other.ipv4(), other.ipv6())) {
      parts.add(() -> SeededStreams.send(one, other, to, seed, length));
      parts.add(() -> SeededDatagrams.send(one, other, to, seed));
      parts.add(() -> echoes(one, to));
    }
    for (InetAddress to : List.of(one.ipv4(), one.ipv6())) {
      parts.add(() -> SeededStreams.send(other, one, to, seed + 1, length));
      parts.add(() -> SeededDatagrams.send(other, one, to, seed + 1));
    }
    String all = String.join("", Beside.all(parts));
    byte[] hash = SeededStreams.sha256().digest(all.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }

  /// Echo requests of odd lengths, whose answers ping compares; answers the lengths that came back.
  private static String echoes(Host from, InetAddress to) throws IOException {
    StringBuilder answered = new StringBuilder();
    for (int length : ECHOES) {
      String output = "";
      boolean whole = false;
      for (int n = 0; n < TRIES && !whole; n++) {
        output =
            from.exec(
                    "ping",
                    "-n",
                    "-q",
                    "-c",
                    "2",
                    "-i",
                    "0.01",
                    "-W",
                    "1",
                    "-p",
                    "a55a37",
                    "-s",
                    "" + length,
                    to.getHostAddress())
                .output();
        whole = output.contains("2 received");
        if (output.contains("wrong data")) {
          throw new IOException("ping of " + length + " bytes: " + output);
        }
      }
      if (!whole) {
        throw new IOException("ping of " + length + " bytes: " + output);
      }
      answered.append(length).append(' ');
    }
    return answered.toString();
  }
}
