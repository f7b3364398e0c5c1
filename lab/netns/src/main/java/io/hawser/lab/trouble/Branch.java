package io.hawser.lab.trouble;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.Link;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.topology.Address;
import io.hawser.lab.topology.Site;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// A branch, its traffic with headquarters, and what may be done to it.
final class Branch implements AutoCloseable {
  /// The way that packets go, seen from the branch.
  enum Way {
    OUT,
    IN
  }

  /// Links that cost nothing, and the backup that does.
  static final List<String> UNMETERED = List.of("mpls", "broadband");

  static final String METERED = "lte";

  /// Less than any stream or session makes.
  static final long USER_BYTES_A_SECOND = 5_000;

  private static final int VOICE_PORT = 16_384;
  private static final int DATA_PORT = 7_000;
  private static final int PORTS_OF_A_BRANCH = 10;

  /// Loss is remembered for two minutes at most.
  private static final Duration CALM_LIMIT = Duration.ofSeconds(150);

  /// All that an edge knows of its paths and flows takes it some milliseconds to tell.
  private static final Duration CALM_POLL = Duration.ofMillis(500);

  /// Reported loss that is none.
  private static final long CALM_PPM = 1_000;

  /// What was sent again after an outage may stand in queues for a while. Of links that are probed
  /// all the time: what an idle metered one told last is told for ever.
  private static final long CALM_JITTER_US = 15_000;

  private static final Set<String> WORKING = Set.of("up", "probation");

  private final Rig rig;
  private final Site site;
  private final int number;
  private final Map<Way, Stream> voice = new EnumMap<>(Way.class);
  private final Map<Way, Stream> data = new EnumMap<>(Way.class);
  private Way turn = Way.IN;

  Branch(Rig rig, Site site, int number) {
    this.rig = rig;
    this.site = site;
    this.number = number;
  }

  String name() {
    return site.name();
  }

  Rig rig() {
    return rig;
  }

  EdgeNode edge() {
    return rig.company().edge(site.name());
  }

  Host host() {
    return lab().host(site.lan().hosts().getFirst().name());
  }

  Host hubHost() {
    return lab().host(Rig.HUB + "-pc");
  }

  private Lab lab() {
    return rig.lab();
  }

  // ---------------------------------------------------------------- traffic

  void begin() throws IOException {
    for (Way way : Way.values()) {
      voice.put(way, stream(way, VOICE_PORT, Pace.VOICE));
      data.put(way, stream(way, DATA_PORT, Pace.DATA));
    }
  }

  /// One more stream; the caller closes it.
  ///
  /// @param base port of the first branch, of which each has some: even ones go out
  Stream stream(Way way, int base, Pace pace) throws IOException {
    int port = base + number * PORTS_OF_A_BRANCH + way.ordinal();
    return switch (way) {
      case OUT -> Stream.start(host(), hubHost(), port, pace);
      case IN -> Stream.start(hubHost(), host(), port, pace);
    };
  }

  Stream voice(Way way) {
    return Objects.requireNonNull(voice.get(way));
  }

  Stream data(Way way) {
    return Objects.requireNonNull(data.get(way));
  }

  /// Calls and data, both ways.
  List<Stream> streams() {
    List<Stream> all = new ArrayList<>(voice.values());
    all.addAll(data.values());
    return all;
  }

  /// What was missing of a stream and when, in a file for whoever compares it with the edges' logs.
  void traceMissing(String file, String title, LocalTime start, Heard heard) {
    StringBuilder trace = new StringBuilder();
    trace.append(name()).append(' ').append(title).append('\n');
    for (Heard.Outage outage : heard.outages()) {
      trace
          .append(start.plusNanos((long) (outage.afterMs() * 1e6)))
          .append(" packets ")
          .append(outage.packets())
          .append(", of these late ")
          .append(outage.late())
          .append('\n');
    }
    rig.trace(file, trace.toString());
  }

  void endTraffic() throws IOException {
    for (Stream stream : streams()) {
      stream.close();
    }
    voice.clear();
    data.clear();
  }

  // ---------------------------------------------------------------- links

  Link link(String name) {
    return lab().link(site.name() + "/" + name);
  }

  WanLink wan(String name) {
    return site.links().stream()
        .filter(link -> link.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("link: " + name));
  }

  List<WanLink> links() {
    return site.links();
  }

  /// Makes every link what it was at first.
  void restore() {
    site.links().forEach(link -> link(link.name()).restore());
  }

  /// All bytes of IP packets that both ends have given to a link so far.
  long bytesOn(String name) {
    return link(name).counters().values().stream()
        .mapToLong(counters -> counters.getOrDefault("received-bytes", 0L))
        .sum();
  }

  Address address(String link) {
    return wan(link).addresses().getFirst();
  }

  /// Headquarters' first link to a transport.
  WanLink hubLink(String transport) {
    return hubLinks(transport).stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("transport: " + transport));
  }

  /// Headquarters' links to a transport, with each of which every link of ours to it has a path.
  List<WanLink> hubLinks(String transport) {
    return lab().topology().sites().stream()
        .filter(each -> each.name().equals(Rig.HUB))
        .flatMap(each -> each.links().stream())
        .filter(link -> link.transport().equals(transport))
        .toList();
  }

  /// Gives a link its default route again, as a DHCP client does once its device is up.
  void defaultRoute(String link) throws IOException {
    WanLink wan = wan(link);
    edge()
        .host()
        .exec(
            "ip",
            "route",
            "replace",
            "default",
            "via",
            address(link).gateway().ip().getHostAddress(),
            "dev",
            wan.device(),
            "metric",
            Integer.toString(wan.metric()))
        .orThrow();
  }

  /// The link that a stream takes now, by its sender's edge; "none" where it takes none.
  String linkOf(Way way, Stream stream) throws IOException {
    return linksOf(way, List.of(stream)).getFirst();
  }

  /// The same of several at one moment.
  List<String> linksOf(Way way, List<Stream> streams) throws IOException {
    EdgeNode sender = way == Way.OUT ? edge() : rig.hub();
    Map<String, String> links = new HashMap<>();
    for (JsonNode flow : sender.poll("flows")) {
      String name = flow.path("flow").asString();
      if (name.startsWith("udp:")) {
        String port = name.substring(name.lastIndexOf(':') + 1);
        links.put(port, myEnd(way, flow.path("path").asString()));
      }
    }
    return streams.stream()
        .map(stream -> links.getOrDefault(Integer.toString(stream.port()), "none"))
        .toList();
  }

  /// The links of calls and data, both ways.
  Set<String> allLinks() throws IOException {
    Set<String> links = new TreeSet<>();
    for (Way way : Way.values()) {
      links.addAll(linksOf(way, List.of(voice(way), data(way))));
    }
    return links;
  }

  /// Paths are told as `my link>peer/its link`.
  private static String myEnd(Way way, String path) {
    int arrow = path.indexOf('>');
    if (arrow < 0) {
      return "none";
    }
    return way == Way.OUT ? path.substring(0, arrow) : path.substring(path.indexOf('/') + 1);
  }

  /// The link that the call takes outwards.
  String voiceLink() throws IOException {
    return linkOf(Way.OUT, voice(Way.OUT));
  }

  /// The link that the call takes in one direction, then in the other, and so on.
  String nextLink() throws IOException {
    turn = turn == Way.OUT ? Way.IN : Way.OUT;
    return linkOf(turn, voice(turn));
  }

  // ---------------------------------------------------------------- what happens to it

  /// An action that may fail.
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /// Something happens, and lasts for a while; it is for the caller to end it.
  Incident suffers(Action trouble, Duration lasts) throws IOException {
    long startNs = System.nanoTime();
    trouble.run();
    rig.pass(lasts);
    return new Incident(this, startNs, System.nanoTime());
  }

  // ---------------------------------------------------------------- calm

  /// Waits until all paths with headquarters work, are steady and measure no loss, the rules forgot
  /// what was lost before, and calls and data take one link. Each direction is steered for itself
  /// and comes back when it likes, so that the two may take different ones: see [#waysOn].
  void awaitCalm() throws IOException {
    try {
      Company.until(name() + " is calm", CALM_LIMIT, CALM_POLL, () -> isCalm() && isTogether());
    } catch (IOException restless) {
      leaveTraces();
      throw restless;
    }
  }

  /// What both edges and their kernels know, for whoever wonders later.
  private void leaveTraces() throws IOException {
    for (EdgeNode node : List.of(edge(), rig.hub())) {
      StringBuilder traces = new StringBuilder();
      for (String verb : List.of("paths", "flows", "drops")) {
        traces.append(verb).append('\n').append(node.poll(verb).toPrettyString()).append('\n');
      }
      for (String words :
          List.of("rule", "route show table all", "neigh", "address", "-s link show")) {
        traces.append("ip ").append(words).append('\n');
        traces.append(node.host().exec(("ip " + words).split(" ")).output()).append('\n');
      }
      Files.writeString(rig.context().directory().resolve(node.name() + "-restless.txt"), traces);
    }
  }

  private boolean isCalm() throws IOException {
    return isCalm(edge(), Rig.HUB) && isCalm(rig.hub(), name());
  }

  private static boolean isCalm(EdgeNode edge, String peer) throws IOException {
    for (JsonNode path : edge.poll("paths")) {
      if (path.path("peer").asString().equals(peer) && !isCalm(path)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCalm(JsonNode path) {
    return WORKING.contains(path.path("stateOut").asString())
        && WORKING.contains(path.path("stateIn").asString())
        && (path.path("metered").asBoolean() || path.path("jitterUs").asLong() <= CALM_JITTER_US)
        && path.path("judgedLossPpm").asLong() <= CALM_PPM
        && path.path("lossOutPpm").asLong() <= CALM_PPM
        && path.path("lossInPpm").asLong() <= CALM_PPM;
  }

  private boolean isTogether() throws IOException {
    if (voice.isEmpty()) {
      return true;
    }
    for (Way way : Way.values()) {
      List<String> links = linksOf(way, List.of(voice(way), data(way)));
      if (links.contains("none") || !links.getFirst().equals(links.getLast())) {
        return false;
      }
    }
    return true;
  }

  /// The directions in which calls and data take a link, of which there may be one.
  List<Way> waysOn(String link) throws IOException {
    List<Way> ways = new ArrayList<>();
    for (Way way : Way.values()) {
      if (linkOf(way, voice(way)).equals(link)) {
        ways.add(way);
      }
    }
    return ways;
  }

  @Override
  public void close() throws IOException {
    endTraffic();
  }
}
