package io.hawser.edge.agent.local;

import java.util.List;
import java.util.Optional;

/// An edge with two peers, two paths and two flows.
public final class SampleEdge implements EdgeView {
  public static final String FLOW = "udp:10.1.1.5:4000-10.20.0.9:5060";
  public static final String OTHER_FLOW = "tcp:10.1.1.50:40000-10.20.0.9:443";

  public volatile EnrolmentView enrolment = new EnrolmentView(EnrolmentView.State.ENROLLED, "", "");
  public volatile ControlView control =
      new ControlView(true, "https://203.0.113.10:8443", "broadband", 65_000, "", 0, 0);

  public volatile BondsView bonds = bonded();
  public volatile JitterView jitter = new JitterView(48_000, 17, 3, 2, 4, 5, 1_000);

  @Override
  public StatusView status() {
    var link =
        new LinkView(
            "broadband", "wan0", "internet", true, List.of("198.51.100.2"), 1500, false, true, 0);
    var self =
        new SelfView(
            "0198e6b2-0000-7000-8000-000000000001",
            "branch-1",
            "branch-1",
            List.of("10.255.0.3"),
            "c2VydmljZSBrZXkgb2YgYnJhbmNoLTEhAAAAAAAAAAA=",
            8,
            "0.1.0",
            3_600_000,
            "libcrypto",
            List.of("chacha20-poly1305", "aes-256-gcm"),
            List.of("tso", "gso (not lte)", "gro"),
            List.of("uso"),
            List.of(link));
    return new StatusView(self, enrolment, control, List.of(hq(), branch2()));
  }

  private static PeerView hq() {
    return new PeerView(
        "hq",
        "hq",
        List.of("10.255.0.1", "fd00:4a:77::1"),
        PeerView.Kind.EDGE,
        PeerView.State.UP,
        "broadband>broadband",
        "",
        2,
        2,
        List.of("aes-256-gcm"),
        41_000,
        120,
        1_468_006,
        820,
        true);
  }

  private static PeerView branch2() {
    return new PeerView(
        "branch-2",
        "branch-2",
        List.of("10.255.0.4"),
        PeerView.Kind.EDGE,
        PeerView.State.UP,
        "",
        "hq",
        0,
        1,
        List.of(),
        -1,
        -1,
        0,
        0,
        false);
  }

  @Override
  public List<PathView> paths() {
    return List.of(
        new PathView(
            "broadband>hq/broadband",
            "hq",
            "broadband",
            "broadband",
            "internet",
            false,
            false,
            "up",
            "suspect",
            "silence 312 ms (limit 300 ms)",
            12_000,
            18_300,
            420,
            0,
            25_000,
            0,
            "198.51.100.2:51820",
            "198.51.100.7:51820",
            1420,
            "aes-256-gcm",
            41_000,
            10,
            20,
            1_000,
            0,
            1_000,
            25,
            9_100,
            2_400,
            new PathView.Report(
                60_000,
                598,
                18_200,
                21_000,
                34_000,
                51_000,
                2,
                1,
                1,
                new PathView.OneWay(0, 600, 4_100, 4.38),
                new PathView.OneWay(25_000, 900, 12_000, 3.91))));
  }

  @Override
  public List<FlowView> flows(int limit) {
    List<FlowView> all =
        List.of(
            new FlowView(
                FLOW,
                "voice",
                "voice",
                "hq",
                "broadband>hq/broadband",
                "sla",
                5_000,
                20,
                250,
                50_000,
                250,
                50_000,
                31_000),
            new FlowView(
                OTHER_FLOW,
                "intranet",
                "default",
                "hq",
                "mpls>hq/mpls",
                "sla",
                5_000,
                20,
                2,
                80,
                1,
                40,
                -1));
    return all.subList(0, Math.min(limit, all.size()));
  }

  @Override
  public Optional<ExplanationView> explain(FlowName flow) {
    if (!flow.toString().equals(FLOW)) {
      return Optional.empty();
    }
    return Optional.of(
        new ExplanationView(
            FLOW,
            true,
            "voice",
            "udp port 5060-5061",
            "voice",
            "classes.voice",
            "single",
            "hq",
            "best usable path of the first preferred transport",
            "broadband>hq/broadband",
            "meets the SLA",
            "3 of 250 packets, the latest by mpls>hq/mpls",
            "the far edge holds its packets for up to 60 ms",
            List.of(new ExplanationView.Alternative("mpls>hq/mpls", "down", "no answer for 4 s")),
            List.of(
                new ExplanationView.Move(
                    4_000,
                    "mpls>hq/mpls",
                    "broadband>hq/broadband",
                    "silence 312 ms",
                    "a path that is down carries nothing",
                    "broadband>hq/broadband: mpls>hq/mpls is down",
                    List.of(
                        new ExplanationView.MeasuredPath("mpls>hq/mpls", 52_000, 20_100, -1),
                        new ExplanationView.MeasuredPath(
                            "broadband>hq/broadband", 0, 12_000, 400))))));
  }

  @Override
  public List<QueueView> queues() {
    return List.of(
        new QueueView(
            "broadband",
            36_800_000,
            "found",
            40_000_000,
            37_000_000,
            "business",
            8,
            25,
            100,
            41_000,
            57_400_000,
            12,
            16_800,
            31,
            0,
            4,
            2_300,
            9_400));
  }

  @Override
  public BondsView bonds() {
    return bonds;
  }

  @Override
  public JitterView jitter() {
    return jitter;
  }

  private static BondsView bonded() {
    var quick =
        new BondsView.Member(
            "broadband>hq/broadband", true, "", 40_000_000, false, 0, 18_200, 41_000, 12);
    var lossy =
        new BondsView.Member(
            "lte>hq/broadband",
            false,
            "it loses more than the best member",
            10_000_000,
            true,
            31_000,
            0,
            9_000,
            310);
    var down =
        new BondsView.Member("mpls>hq/mpls", false, "no answer for 4 s", -1, false, -1, -1, 0, 0);
    return new BondsView(
        List.of(new BondsView.Bond("hq", "bulk", List.of(quick, lossy, down))),
        new BondsView.Arrivals(48_000, 17, 0, 4, 0, 21, 305, 2, 0, 3, 6, 8_400));
  }

  @Override
  public List<DropView> drops() {
    return List.of(new DropView("no-route", 17, "no route to the destination"));
  }

  @Override
  public WhatIfView whatIf(List<String> words, String policy, String policyName) {
    if (words.contains("lte")) {
      throw new IllegalArgumentException("link: lte (expected: one of broadband, mpls)");
    }
    var mpls = new WhatIfView.Way("single", "mpls>hq/mpls", "preferred", "mpls>hq/mpls: preferred");
    var other =
        new WhatIfView.Way("single", "broadband>hq/broadband", "down", "mpls>hq/mpls is down");
    var nowhere = new WhatIfView.Way("deny", "", "denied", "class games is denied by the policy");
    return new WhatIfView(
        String.join(" ", words) + policy,
        policyName,
        List.of(
            new WhatIfView.Decision("voice", "hq", true, mpls, other),
            new WhatIfView.Decision("default", "hq", false, other, other),
            new WhatIfView.Decision("games", "hq", true, WhatIfView.Way.NONE, nowhere)));
  }

  @Override
  public Optional<String> drill(String link, int seconds, boolean force) {
    return link.equals("broadband")
        ? Optional.empty()
        : Optional.of("link: %s (expected: one of broadband)".formatted(link));
  }
}
