package io.hawser.orchestrator.console;

import java.util.List;

/// A company of two sites, one path between them, and a box that waits.
final class Sample {
  static final long NOW_MS = 1_800_000_000_000L;

  private Sample() {}

  static Page page(Language language) {
    Visitor visitor = new Visitor("admin", "role.admin", true, true);
    return new Page(language, "light", "/", visitor, "token-of-forms", 1, NOW_MS);
  }

  static Page stranger(Language language) {
    return new Page(language, "auto", "/login", null, "", 0, NOW_MS);
  }

  static NetworkView network() {
    return network(PathState.UP);
  }

  static NetworkView network(PathState state) {
    return network(state, true);
  }

  static NetworkView network(PathState state, boolean attached) {
    return new NetworkView(
        7,
        List.of(site("branch-1", "e1", false), site("hq", "e2", true), site("shop", null, false)),
        List.of(
            edge("e1", "branch-1", EdgeStanding.ENROLLED, attached),
            edge("e2", "hq", EdgeStanding.ENROLLED, attached),
            edge("e3", null, EdgeStanding.PENDING, attached)),
        List.of(
            path("e1", "branch-1", "e2", "hq", state), path("e2", "hq", "e1", "branch-1", state)));
  }

  private static SiteView site(String name, String edgeId, boolean hub) {
    return new SiteView(name, hub, List.of("10.1.0.0/24"), List.of(link()), edgeId);
  }

  private static LinkView link() {
    return new LinkView(
        "broadband", "wan0", "internet", true, true, true, true, true, List.of("198.51.100.7"));
  }

  private static EdgeView edge(String id, String site, EdgeStanding standing, boolean attached) {
    return new EdgeView(
        id,
        site == null ? "unnamed" : site,
        site,
        site,
        standing,
        "SN-<1>",
        "box & co",
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        List.of("wan0", "lan0"),
        List.of("10.255.0.1"),
        NOW_MS - 60_000,
        attached,
        attached ? NOW_MS - 30_000 : 0,
        "0.1.0",
        7,
        6,
        false,
        "links.device: wan9 (expected: a device that exists)",
        List.of(link()));
  }

  private static PathView path(
      String id, String site, String peerId, String peer, PathState state) {
    return new PathView(
        id,
        site,
        site,
        "broadband",
        peerId,
        peer,
        peer,
        "broadband",
        "internet",
        state,
        state,
        "silence 312 ms (limit 300 ms)",
        18_300,
        900,
        24_000,
        -1,
        1_200_000,
        800,
        NOW_MS - 5_000,
        NOW_MS,
        quality());
  }

  private static PathQuality quality() {
    var oneWay = new PathQuality.OneWay(24_000, 900, 7_300, 3.94);
    return new PathQuality(
        9_100,
        2_400,
        1_000,
        24,
        1_000,
        0,
        new PathQuality.Minute(
            60_000, 598, 18_300, 21_000, 34_500, 51_000, 2, 1, 1, oneWay, oneWay));
  }

  static List<VerdictView> verdicts() {
    return List.of(
        new VerdictView(
            "hq",
            "voice",
            "branch-1",
            "single",
            List.of("mpls>branch-1/mpls"),
            "preferred transports first",
            "mpls>branch-1/mpls: broadband>branch-1/broadband goes over <internet>"),
        new VerdictView("hq", "games", "branch-1", "deny", List.of(), "denied", "by the policy"));
  }

  static List<QueueView> queues() {
    return List.of(queue("real-time", 100, 2_100_000, 0), queue("novel", 80, -1, 14));
  }

  private static QueueView queue(String name, int ceiling, long sentBps, long full) {
    return new QueueView(
        "branch-1",
        "broadband",
        18_400_000,
        "found",
        20_000_000,
        18_500_000,
        name,
        8,
        25,
        ceiling,
        41_000,
        57_400_000,
        sentBps,
        12,
        16_800,
        31,
        full,
        4,
        2_300,
        9_400,
        NOW_MS - 8_000);
  }

  static WhatIfForm whatIf() {
    var now = new WhatIfView.Way("single", List.of("mpls>hq/mpls"), "a rule", "a reason");
    var nowhere = new WhatIfView.Way("single", List.of(), "down", "mpls>hq/mpls is down");
    return new WhatIfForm(
        "site hq link mpls down",
        "",
        null,
        new WhatIfView(
            List.of("site hq link mpls down"),
            false,
            12,
            List.of("branch-3"),
            List.of(
                new WhatIfView.Move("branch-1", "voice", "hq", now, nowhere),
                new WhatIfView.Move("branch-1", "bulk", "hq", now, WhatIfView.Way.NONE))));
  }

  static ExplainForm explained(boolean exists) {
    return new ExplainForm(
        "hq",
        "voice",
        "",
        List.of(),
        new ExplanationView(
            "hq",
            "udp:10.1.1.5:4000-10.20.0.9:5060",
            exists,
            "voice",
            "one of its patterns: <udp 5060>",
            "voice",
            "class voice lists voice",
            "single",
            "branch-1",
            exists ? "preferred transports first" : "",
            exists ? "mpls>branch-1/mpls" : "",
            exists ? "meets the SLA" : "dropped: not-granted",
            exists ? "3 of 250 packets" : "",
            exists ? "the far edge holds its packets for up to 60 ms" : "",
            List.of(
                new ExplanationView.Alternative(
                    "broadband>branch-1/broadband", "suspect", "no acknowledgement for 312 ms")),
            List.of(
                new ExplanationView.Move(
                    NOW_MS - 4_000,
                    "broadband>branch-1/broadband",
                    "mpls>branch-1/mpls",
                    "silence 312 ms",
                    "a silent path waits",
                    "broadband has fallen silent",
                    List.of(
                        new EventView.MovedPath(
                            "broadband>branch-1/broadband", 20_000, 41_000, -1))))));
  }

  static List<EventView> events() {
    return List.of(
        new EventView(
            NOW_MS - 4_000,
            "branch-1",
            "move",
            "voice > hq",
            "broadband>hq/broadband",
            "mpls>hq/mpls",
            "silence 312 ms (limit 300 ms)",
            "a silent path waits behind those that answer",
            "mpls>hq/mpls: broadband>hq/broadband has fallen silent",
            List.of(
                new EventView.MovedPath("broadband>hq/broadband", 20_000, 41_000, 700),
                new EventView.MovedPath("mpls>hq/mpls", 0, 12_300, -1))));
  }
}
