package io.hawser.orchestrator.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.hawser.orchestrator.api.ClassStanding;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.PathCounts;
import io.hawser.orchestrator.api.PathMeasurement;
import io.hawser.orchestrator.api.PathPair;
import io.hawser.orchestrator.api.PathReport;
import io.hawser.orchestrator.api.Peer;
import io.hawser.orchestrator.api.PeerLink;
import io.hawser.orchestrator.company.Site;
import io.hawser.orchestrator.console.PathQuality;
import io.hawser.orchestrator.console.WhatIfView.Move;
import io.hawser.orchestrator.document.CompanyDocument;
import io.hawser.orchestrator.server.control.PathReading;
import io.hawser.orchestrator.server.control.PathStanding;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// "What if" over a company of two edges: what its words mean, which facts they change, and what
/// the rules say then.
class CompanyRulesTest {
  private static final CompanyRules RULES = new CompanyRules();

  private static final String POLICY =
      """
      version: 1
      classes:
        - {name: voice, prefer: [mpls], sla: {loss-percent: 1}}
        - {name: office, prefer: [internet]}
      default-class: office
      """;

  private static final Map<String, Site> SITES =
      CompanyDocument.parse(
              """
              sites:
                - name: hq
                  lan: {device: lan0, prefixes: [10.1.0.0/24]}
                  links:
                    - {name: broadband, device: wan0, transport: internet}
                    - {name: mpls, device: wan1, transport: mpls}
                - name: branch
                  lan: {device: lan0, prefixes: [10.3.0.0/24]}
                  links:
                    - {name: broadband, device: wan0, transport: internet}
                    - {name: mpls, device: wan1, transport: mpls}
              """,
              "company.yaml")
          .sites()
          .stream()
          .collect(Collectors.toMap(Site::name, Function.identity()));

  @Test
  void nothingMovesWhereNothingIsAssumed() {
    CompanyRules.Answer answer = RULES.ask(company(), List.of(), null);
    assertThat(answer.asked()).isEqualTo(4);
    assertThat(answer.moves()).isEmpty();
  }

  @Test
  void aLinkOfASiteIsThatOfBothEnds() {
    CompanyRules.Answer answer = RULES.ask(company(), assume("site hq link mpls loss 5%"), null);
    assertThat(answer.moves())
        .extracting(Move::edge, Move::trafficClass, move -> move.then().paths())
        .containsExactly(
            tuple("hq", "voice", List.of("broadband>branch/broadband")),
            tuple("branch", "voice", List.of("broadband>hq/broadband")));
    Move move = answer.moves().getLast();
    assertThat(move.now().paths()).containsExactly("mpls>hq/mpls");
    assertThat(move.then().rule()).isEqualTo("a class keeps to paths that meet its SLA");
    assertThat(move.then().reason()).contains("loss 5 % over 1 %");
  }

  @Test
  void severalLinesHoldAtOnce() {
    CompanyRules.Answer answer =
        RULES.ask(
            company(), assume("site hq link mpls down", "site branch link broadband down"), null);
    assertThat(answer.moves()).hasSize(4);
    assertThat(answer.moves()).allMatch(move -> move.then().paths().isEmpty());
  }

  @Test
  void anotherPolicyIsAskedOverThePresentPaths() {
    Policy other =
        Policy.parse(
            POLICY.replace("name: voice, prefer: [mpls]", "name: voice, prefer: [internet]"),
            "other.yaml");
    assertThat(RULES.ask(company(), List.of(), other).moves())
        .extracting(Move::trafficClass)
        .containsExactly("voice", "voice");
  }

  @Test
  void factsAreWhatAnEdgeToldOfThePathsThatItWasToldToKeep() {
    PathMeasurement told =
        path("mpls").toBuilder()
            .setStateOut("probation")
            .addStandings(standing("voice", "left"))
            .addStandings(standing("office", "a word of a later version"))
            .build();
    KnownPaths known = KnownPaths.of(configuration("branch", "hq"), List.of(standing(told)));
    assertThat(known.facts())
        .containsExactly(
            new PathFact(
                "hq",
                "broadband>hq/broadband",
                "broadband",
                "broadband",
                "internet",
                true,
                false,
                PathCondition.UNKNOWN,
                -1,
                -1,
                -1,
                -1),
            new PathFact(
                "hq",
                "mpls>hq/mpls",
                "mpls",
                "mpls",
                "mpls",
                false,
                false,
                PathCondition.PROBATION,
                20_000,
                9_000,
                500,
                0));
    assertThat(known.standings()).isEqualTo(Map.of("voice", Map.of("mpls>hq/mpls", Standing.LEFT)));
  }

  @Test
  void anEdgeThatToldNoOneWayDelayHasNone() {
    PathMeasurement old = path("mpls").toBuilder().clearOneWayUs().build();
    assertThat(KnownPaths.of(configuration("branch", "hq"), List.of(standing(old))).facts())
        .last()
        .extracting(PathFact::oneWayUs)
        .isEqualTo(PathFact.UNMEASURED);
    assertThat(Qualities.of(old)).isNull();
  }

  @Test
  void whatAnEdgeTellsOfAMinuteIsShown() {
    PathMeasurement told =
        path("mpls").toBuilder()
            .setBehindUs(3)
            .setCounts(PathCounts.newBuilder().setExpectedOut(100).setMissingOut(2))
            .setReport(
                PathReport.newBuilder()
                    .setRttP99Us(34_000)
                    .setOut(PathReport.OneWay.newBuilder().setOpinionScore(4.2)))
            .build();
    PathQuality quality = Objects.requireNonNull(Qualities.of(told));
    assertThat(quality.oneWayUs()).isEqualTo(9_000);
    assertThat(quality.behindUs()).isEqualTo(3);
    assertThat(quality.missingOut()).isEqualTo(2);
    PathQuality.Minute minute = Objects.requireNonNull(quality.minute());
    assertThat(minute.rttP99Us()).isEqualTo(34_000);
    assertThat(minute.out().opinionScore()).isEqualTo(4.2);
  }

  @Test
  void saysWhatWasExpected() {
    refused(
        "link mpls down",
        "assume: link mpls down (expected: site NAME link NAME, and of it down, up, loss, delay or jitter)");
    refused("site hub link mpls down", "site: hub (expected: one of ");
    refused(
        "site hq link mpsl down",
        "site hq: link: mpsl (expected: one of broadband, mpls; did you mean \"mpls\")");
    refused(
        "site hq link mpls", "link mpls: nothing (expected: one of down, up, loss, delay, jitter)");
    refused(
        "site hq link mpls down link broadband down",
        "assume: site hq link mpls down link broadband down (expected: one link in a line, ");
  }

  private static void refused(String line, String message) {
    assertThatThrownBy(() -> assume(line)).hasMessageStartingWith(message);
  }

  private static List<SiteAssumption> assume(String... lines) {
    return List.of(lines).stream().map(line -> SiteAssumption.parse(line, SITES)).toList();
  }

  private static List<CompanyRules.Surveyed> company() {
    return List.of(surveyed("hq", "branch"), surveyed("branch", "hq"));
  }

  private static CompanyRules.Surveyed surveyed(String edge, String peer) {
    return new CompanyRules.Surveyed(
        edge,
        configuration(edge, peer),
        List.of(
            standing(path("broadband").toBuilder().setPeerId(peer + "-id").build()),
            standing(path("mpls").toBuilder().setPeerId(peer + "-id").build())));
  }

  private static EdgeConfiguration configuration(String edge, String peer) {
    EdgeConfiguration.Builder configuration =
        EdgeConfiguration.newBuilder().setEdgeName(edge).setSite(edge).setPolicyYaml(POLICY);
    Peer.Builder other = Peer.newBuilder().setEdgeId(peer + "-id").setName(peer).setSite(peer);
    for (String link : List.of("broadband", "mpls")) {
      String transport = link.equals("mpls") ? "mpls" : "internet";
      configuration.addLinks(Link.newBuilder().setName(link).setTransport(transport));
      other.addLinks(
          PeerLink.newBuilder()
              .setName(link)
              .setTransport(transport)
              .setMetered(link.equals("broadband")));
      configuration.addPaths(
          PathPair.newBuilder().setLink(link).setPeerId(peer + "-id").setPeerLink(link));
    }
    return configuration.addPeers(other).build();
  }

  private static PathMeasurement path(String link) {
    return PathMeasurement.newBuilder()
        .setLink(link)
        .setPeerId("hq-id")
        .setPeerLink(link)
        .setStateOut("up")
        .setRttUs(20_000)
        .setOneWayUs(9_000)
        .setJitterUs(500)
        .build();
  }

  private static ClassStanding standing(String trafficClass, String word) {
    return ClassStanding.newBuilder().setTrafficClass(trafficClass).setStanding(word).build();
  }

  private static PathStanding standing(PathMeasurement told) {
    var reading =
        new PathReading(
            "edge",
            told.getLink(),
            told.getPeerId(),
            told.getPeerLink(),
            told.getStateOut(),
            "up",
            "",
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0);
    return new PathStanding(reading, told);
  }
}
