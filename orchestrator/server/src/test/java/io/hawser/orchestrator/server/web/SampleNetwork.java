package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.ClaimView;
import io.hawser.orchestrator.console.EdgeStanding;
import io.hawser.orchestrator.console.EdgeView;
import io.hawser.orchestrator.console.EventView;
import io.hawser.orchestrator.console.ExplanationView;
import io.hawser.orchestrator.console.LinkView;
import io.hawser.orchestrator.console.NetworkView;
import io.hawser.orchestrator.console.PathQuality;
import io.hawser.orchestrator.console.PathSample;
import io.hawser.orchestrator.console.PathState;
import io.hawser.orchestrator.console.PathView;
import io.hawser.orchestrator.console.QueueView;
import io.hawser.orchestrator.console.SiteView;
import io.hawser.orchestrator.console.VerdictView;
import io.hawser.orchestrator.console.WhatIfView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The demo company as a console would see it on a day with two bad links, and one box that waits.
/// What is told to it is remembered; documents are refused if they say `bad`.
final class SampleNetwork implements Network {
  /// A flow that can be explained.
  static final String CALL = "udp:10.3.0.5:4000-10.1.0.9:5060";

  static final String PENDING = "5d0c9a52-7f2e-4b6c-9a7e-1c2b3d4e5f60";

  private final long startMs;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<ClaimView> claims = new ArrayList<>();
  final List<String> told = new CopyOnWriteArrayList<>();
  private volatile EdgeStanding boxInWaiting = EdgeStanding.PENDING;
  private volatile @Nullable String boxSite;
  private volatile String policyYaml =
      """
      version: 1
      applications:
        - name: voice
          match:
            - {protocol: udp, ports: [5060-5061, 16384-32767]}
            - {dscp: ef}
        - name: intranet
          match: [{protocol: tcp, ports: [80, 443], prefixes: [10.20.0.0/16]}]
      classes:
        - name: voice
          applications: [voice]
          mode: single
          sla: {latency-ms: 150, loss-percent: 1, jitter-ms: 30}
          prefer: [mpls, internet]
          avoid-metered: true
        - name: default
          mode: balance
      default-class: default
      """;
  private volatile String companyYaml = "version: 1\ntopology: {kind: full-mesh}\nsites: []\n";
  private volatile long revision = 12;

  SampleNetwork(InstantSource clock) {
    startMs = clock.millis();
    claims.add(
        new ClaimView(
            "0b1f6a1e-1",
            "hq",
            null,
            true,
            "user:admin",
            startMs - 7_200_000,
            startMs + 79_200_000,
            "hq"));
    claims.add(
        new ClaimView(
            "7c25d9b0-2",
            "branch-3",
            null,
            false,
            "user:admin",
            startMs - 600_000,
            startMs + 3_000_000,
            null));
  }

  private static LinkView link(String name, String device, String transport, String address) {
    boolean lte = name.equals("lte");
    boolean nat = address.startsWith("100.64");
    return new LinkView(name, device, transport, lte, lte, nat, true, true, List.of(address));
  }

  private static List<LinkView> links(String site) {
    return switch (site) {
      case "hq" ->
          List.of(
              link("broadband", "wan0", "internet", "198.51.100.10"),
              link("mpls", "wan1", "mpls", "10.254.0.10"));
      case "dc" ->
          List.of(
              link("broadband", "wan1", "internet", "198.51.100.20"),
              link("mpls", "wan0", "mpls", "10.254.0.20"));
      case "branch-1" ->
          List.of(
              link("broadband", "wan0", "internet", "203.0.113.31"),
              link("lte", "wan1", "internet", "100.64.7.31"),
              link("mpls", "wan2", "mpls", "10.254.0.31"));
      case "branch-2" ->
          List.of(
              link("broadband", "wan0", "internet", "100.64.9.42"),
              link("lte", "wan1", "internet", "100.64.8.42"));
      default ->
          List.of(
              new LinkView(
                  "broadband", "wan0", "internet", false, false, false, false, false, List.of()));
    };
  }

  private static final List<String> SITES = List.of("branch-1", "branch-2", "branch-3", "dc", "hq");

  @Override
  public NetworkView view() {
    List<SiteView> sites = new ArrayList<>();
    List<EdgeView> edges = new ArrayList<>();
    for (int i = 0; i < SITES.size(); i++) {
      String site = SITES.get(i);
      boolean stands = !site.equals("branch-3");
      if (stands) {
        edges.add(edge(i, site));
      }
      String edgeId = stands ? id(site) : site.equals(boxSite) ? PENDING : null;
      sites.add(
          new SiteView(
              site, site.equals("hq"), List.of("10." + (i + 1) + ".1.0/24"), links(site), edgeId));
    }
    if (boxInWaiting != EdgeStanding.REVOKED) {
      edges.add(box());
    }
    return new NetworkView(revision, sites, edges, paths());
  }

  private EdgeView edge(int i, String site) {
    return new EdgeView(
        id(site),
        site,
        site,
        site,
        EdgeStanding.ENROLLED,
        "HW-2026-00" + (i + 1),
        "hawser-" + site,
        "9f3a".repeat(15) + "000" + i,
        List.of("wan0", "wan1", "lan0"),
        List.of("10.255.0." + (i + 1), "fd00:4a57::" + (i + 1)),
        startMs - 86_400_000,
        true,
        startMs - 5_400_000,
        "0.1.0",
        12,
        site.equals("branch-2") ? 11 : 12,
        true,
        "",
        links(site));
  }

  private EdgeView box() {
    return new EdgeView(
        PENDING,
        boxSite == null ? PENDING.substring(0, 8) : Objects.requireNonNull(boxSite),
        boxSite,
        null,
        boxInWaiting,
        "HW-2026-0099",
        "hawser-new",
        "c41d8f0a27be5936c41d8f0a27be5936c41d8f0a27be5936c41d8f0a27be5936",
        List.of("wan0", "lan0"),
        List.of(),
        startMs - 130_000,
        false,
        0,
        "",
        0,
        0,
        true,
        "",
        List.of());
  }

  static String id(String site) {
    return "00000000-0000-4000-8000-"
        + String.format("%012d", Math.abs(site.hashCode()) % 1_000_000);
  }

  private List<PathView> paths() {
    List<PathView> paths = new ArrayList<>();
    for (String site : SITES) {
      for (String peer : SITES) {
        if (site.equals(peer) || site.equals("branch-3") || peer.equals("branch-3")) {
          continue;
        }
        for (LinkView link : links(site)) {
          links(peer).stream()
              .filter(other -> other.transport().equals(link.transport()))
              .filter(other -> !(other.behindNat() && link.behindNat()))
              .forEach(other -> paths.add(path(site, link, peer, other)));
        }
      }
    }
    return paths;
  }

  private PathView path(String site, LinkView link, String peer, LinkView other) {
    PathState out = state(site, link, peer);
    PathState in = state(peer, other, site);
    boolean down = out == PathState.DOWN;
    long base =
        link.transport().equals("mpls") ? 9_400 : link.name().equals("lte") ? 47_000 : 18_300;
    long seed = (site + link.name() + peer + other.name()).hashCode() & 0xFFF;
    return new PathView(
        id(site),
        site,
        site,
        link.name(),
        id(peer),
        peer,
        peer,
        other.name(),
        link.transport(),
        out,
        in,
        switch (out) {
          case DOWN -> "silence 312 ms (limit 300 ms)";
          case DEGRADED -> "loss 3.1 % over 2 s (limit 1 %)";
          default -> "answers again for 5.0 s";
        },
        down ? -1 : base + seed,
        down ? -1 : base / 22 + seed / 4,
        down ? 1_000_000 : out == PathState.DEGRADED ? 31_000 : seed / 3,
        down ? -1 : seed / 5,
        48_120_000 + seed * 991,
        129_400_000 + seed * 1_777,
        startMs - (out == PathState.UP ? 4_980_000 : 95_000),
        startMs,
        quality(down, base, seed));
  }

  private static PathQuality quality(boolean down, long base, long seed) {
    PathQuality.Minute minute =
        new PathQuality.Minute(
            60_000,
            598,
            base + seed,
            base + 2 * seed,
            base + 3 * seed,
            base + 5 * seed,
            seed % 3,
            1,
            1,
            new PathQuality.OneWay(seed / 3, base / 40, base / 9, 4.4 - base / 60_000.0),
            new PathQuality.OneWay(seed / 5, base / 44, base / 8, 4.3 - base / 60_000.0));
    return new PathQuality(base / 2, seed, 120_000, seed, 240_000, seed / 2, down ? null : minute);
  }

  @Override
  public List<VerdictView> verdicts(String edgeId) {
    String edge = SITES.stream().filter(site -> id(site).equals(edgeId)).findFirst().orElse("");
    return edge.isEmpty()
        ? List.of()
        : List.of(
            new VerdictView(
                edge,
                "voice",
                edge.equals("hq") ? "dc" : "hq",
                "single",
                List.of("mpls>hq/mpls"),
                "preferred transports first",
                "mpls>hq/mpls: broadband>hq/broadband goes over internet"),
            new VerdictView(
                edge,
                "games",
                "dc",
                "deny",
                List.of(),
                "a denied class is carried nowhere",
                "class games is denied by the policy"));
  }

  /// All sites but the data centre know what their broadband carries; at branch-1 it is full.
  @Override
  public List<QueueView> queues(String edgeId) {
    String edge = SITES.stream().filter(site -> id(site).equals(edgeId)).findFirst().orElse("dc");
    if (edge.equals("dc")) {
      return List.of();
    }
    long busy = edge.equals("branch-1") ? 1 : 0;
    return List.of(
        queue(edge, "real-time", 30, 1_600_000, 0),
        queue(edge, "interactive", 20, 900_000, 0),
        queue(edge, "business", 25, 6_200_000, busy * 31),
        queue(edge, "bulk", 10, 10_700_000 * busy, busy * 2_950),
        queue(edge, "scavenger", 0, 0, 0));
  }

  private QueueView queue(String edge, String name, int guarantee, long sentBps, long stood) {
    boolean waits = stood > 0;
    return new QueueView(
        edge,
        "broadband",
        18_400_000,
        "found",
        20_000_000,
        18_500_000,
        name,
        name.equals("scavenger") ? 1 : name.equals("bulk") ? 3 : 8,
        guarantee,
        100,
        sentBps / 8,
        sentBps * 90,
        sentBps,
        waits ? stood / 8 : 0,
        waits ? stood / 8 * 1_420 : 0,
        stood,
        stood / 1_000 * 9,
        waits ? 4 : 0,
        sentBps == 0 ? 0 : 900 + stood * 2,
        sentBps == 0 ? 0 : 2_400 + stood * 7,
        startMs);
  }

  @Override
  public WhatIfView whatIf(List<String> assume, @Nullable String policy, String policyName) {
    for (String line : assume) {
      if (!line.startsWith("site ")) {
        throw RefusedException.invalid("assume: " + line + " (expected: site NAME link NAME …)");
      }
    }
    if (policy != null) {
      refuseBad(policy, policyName);
    }
    return new WhatIfView(
        assume,
        policy != null,
        48,
        List.of("branch-3"),
        List.of(
            new WhatIfView.Move(
                "branch-1",
                "voice",
                "hq",
                new WhatIfView.Way("single", List.of("mpls>hq/mpls"), "a rule", "a reason"),
                new WhatIfView.Way(
                    "single",
                    List.of("broadband>hq/broadband"),
                    "a class keeps to paths that meet its SLA",
                    "broadband>hq/broadband: mpls>hq/mpls misses its SLA (loss 5 % over 1 %)"))));
  }

  @Override
  public Explained explain(String edgeId, String flow) {
    if (flow.equals("hq")) {
      return Explained.not(
          "flow: 'hq' fits 2 flows (expected: one of them)", List.of(CALL, CALL + "1"));
    }
    if (!flow.equals(CALL)) {
      return Explained.not("flow: '" + flow + "' (expected: one that there is)", List.of());
    }
    return Explained.of(
        new ExplanationView(
            "branch-1",
            CALL,
            true,
            "voice",
            "one of its patterns: udp 5060-5061",
            "voice",
            "class voice lists voice",
            "single",
            "hq",
            "a silent path waits behind those that answer",
            "broadband>hq/broadband",
            "broadband>hq/broadband meets the SLA",
            "",
            "",
            List.of(
                new ExplanationView.Alternative(
                    "mpls>hq/mpls", "suspect", "silence 312 ms (limit 300 ms)")),
            List.of(
                new ExplanationView.Move(
                    startMs - 94_000,
                    "mpls>hq/mpls",
                    "broadband>hq/broadband",
                    "silence 312 ms (limit 300 ms)",
                    "a silent path waits behind those that answer",
                    "mpls>hq/mpls has fallen silent",
                    List.of(new EventView.MovedPath("broadband>hq/broadband", 0, 20_400, 700))))));
  }

  private static PathState state(String site, LinkView link, String peer) {
    if (link.name().equals("mpls")
        && (site + peer).contains("branch-1")
        && (site + peer).contains("hq")) {
      return PathState.DOWN;
    }
    return link.name().equals("lte") && site.equals("branch-2") ? PathState.DEGRADED : PathState.UP;
  }

  @Override
  public List<EventView> events(int limit) {
    String slow = "silence 312 ms (limit 300 ms)";
    return List.of(
            new EventView(
                startMs - 42_000,
                "branch-2",
                "path-state",
                "lte > hq/broadband",
                "up",
                "degraded",
                "loss 3.1 % over 2 s (limit 1 %)",
                "",
                "",
                List.of()),
            new EventView(
                startMs - 94_000,
                "branch-1",
                "move",
                "voice > hq",
                "mpls>hq/mpls",
                "broadband>hq/broadband",
                "mpls>hq/mpls is down: " + slow,
                "a path that is down carries nothing",
                "broadband>hq/broadband: mpls>hq/mpls is down",
                List.of(
                    new EventView.MovedPath("mpls>hq/mpls", 20_000, 41_000, 700),
                    new EventView.MovedPath("broadband>hq/broadband", 0, 12_300, -1))),
            new EventView(
                startMs - 95_000,
                "branch-1",
                "path-state",
                "mpls > hq/mpls",
                "up",
                "down",
                slow,
                "",
                "",
                List.of()),
            new EventView(
                startMs - 1_900_000,
                "dc",
                "link",
                "broadband",
                "down",
                "up",
                "carrier",
                "",
                "",
                List.of()))
        .stream()
        .limit(limit)
        .toList();
  }

  @Override
  public List<PathSample> history(String edgeId, String link, String peerId, String peerLink) {
    Random random = new Random((edgeId + link + peerId + peerLink).hashCode());
    List<PathSample> samples = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      boolean bad = link.equals("lte") && i > 225;
      long rttUs =
          (link.equals("lte") ? 47_000 : 14_000)
              + (long) (random.nextGaussian() * 1_800)
              + (bad ? 9_000 : 0);
      long lossPpm = bad ? 31_000 : random.nextInt(40) == 0 ? 4_000 : 0;
      samples.add(new PathSample(startMs - 3_600_000 + i * 15_000L, rttUs, 900, lossPpm, 0));
    }
    return samples;
  }

  @Override
  public List<ClaimView> claims() {
    return List.copyOf(claims);
  }

  @Override
  public Document company() {
    return new Document(companyYaml, revision);
  }

  @Override
  public Document policy() {
    return new Document(policyYaml, revision);
  }

  @Override
  public long putCompany(String yaml, String fileName, @Nullable Long basedOn, String actor) {
    refuseStale(basedOn);
    checkCompany(yaml, fileName);
    companyYaml = yaml;
    return changed("company by " + actor);
  }

  @Override
  public long putPolicy(String yaml, String fileName, @Nullable Long basedOn, String actor) {
    refuseStale(basedOn);
    checkPolicy(yaml, fileName);
    policyYaml = yaml;
    return changed("policy by " + actor);
  }

  @Override
  public void checkCompany(String yaml, String fileName) {
    refuseBad(yaml, fileName);
  }

  @Override
  public void checkPolicy(String yaml, String fileName) {
    refuseBad(yaml, fileName);
  }

  private void refuseStale(@Nullable Long basedOn) {
    if (basedOn != null && basedOn < revision) {
      throw RefusedException.stale("document: changed after revision " + basedOn);
    }
  }

  private static void refuseBad(String yaml, String fileName) {
    List<String> lines = yaml.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("bad")) {
        String fault = fileName + ":" + (i + 1) + ": mode: bad (expected: single, balance, deny)";
        throw new DocumentRefused(fault, new IllegalArgumentException(fault));
      }
    }
  }

  @Override
  public MadeClaim createClaim(
      @Nullable String site,
      @Nullable String name,
      boolean approved,
      Duration valid,
      String actor) {
    if (site != null && !SITES.contains(site)) {
      throw RefusedException.unknown("site: " + site + " (expected: the name of a site)");
    }
    long expires = startMs + valid.toMillis();
    claims.addFirst(
        new ClaimView(
            "e6a1-" + claims.size(), site, name, approved, actor, startMs, expires, null));
    changed("claim by " + actor);
    return new MadeClaim("e6a1", "hwc1.c2FtcGxlLXRva2VuLW9mLXRoZS10ZXN0cw", expires);
  }

  @Override
  public void approve(String edgeId, @Nullable String site, @Nullable String name, String actor) {
    if (!edgeId.equals(PENDING) || boxInWaiting != EdgeStanding.PENDING) {
      throw RefusedException.conflict("edge: " + edgeId + " (expected: one that is pending)");
    }
    if (site == null) {
      throw RefusedException.invalid("site: none (expected: the name of a site)");
    }
    boxInWaiting = EdgeStanding.APPROVED;
    boxSite = site;
    changed("approve " + site + " by " + actor);
  }

  @Override
  public void reject(String edgeId, String actor) {
    if (!edgeId.equals(PENDING) || boxInWaiting != EdgeStanding.PENDING) {
      throw RefusedException.conflict("edge: " + edgeId + " (expected: one that is pending)");
    }
    boxInWaiting = EdgeStanding.REVOKED;
    changed("reject by " + actor);
  }

  @Override
  public void revoke(String edgeId, String actor) {
    if (edgeId.equals(PENDING)) {
      boxInWaiting = EdgeStanding.REVOKED;
    }
    changed("revoke by " + actor);
  }

  private long changed(String what) {
    told.add(what);
    revision++;
    listeners.forEach(Runnable::run);
    return revision;
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public String caFingerprint() {
    return "ab".repeat(32);
  }

  @Override
  public Runnable onUpdate(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
