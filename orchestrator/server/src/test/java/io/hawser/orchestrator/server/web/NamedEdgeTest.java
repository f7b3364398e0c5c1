package io.hawser.orchestrator.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.EdgeStanding;
import io.hawser.orchestrator.console.EdgeView;
import io.hawser.orchestrator.console.NetworkView;
import io.hawser.orchestrator.console.SiteView;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NamedEdgeTest {
  private static final EdgeView STANDING =
      edge("id-1", "branch-2", EdgeStanding.ENROLLED, "branch-2");

  @Test
  void anIdIsMeantBeforeAName() {
    EdgeView liar = edge("id-2", "id-1", EdgeStanding.PENDING, null);
    assertThat(NamedEdge.of(network(liar, STANDING), "id-1")).isEqualTo(STANDING);
    assertThat(NamedEdge.toApprove(network(liar, STANDING), "id-1")).isEqualTo(STANDING);
  }

  @Test
  void aBoxThatCallsItselfLikeAnEdgeIsNotTakenForIt() {
    NetworkView network =
        network(edge("id-2", "branch-2", EdgeStanding.PENDING, "branch-2"), STANDING);
    for (String tried : new String[] {"of", "approve"}) {
      assertThatThrownBy(
              () -> {
                var _ =
                    tried.equals("of")
                        ? NamedEdge.of(network, "branch-2")
                        : NamedEdge.toApprove(network, "branch-2");
              })
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.kind()).isEqualTo(RefusedException.Kind.CONFLICT))
          .hasMessage(
              "edge: branch-2 fits 2 edges (expected: an id, one of id-2 pending, key print of id-2;"
                  + " id-1 enrolled, key print of id-1)");
    }
  }

  @Test
  void theBoxWhoseClaimWasMadeForTheSiteIsApproved() {
    EdgeView liar = edge("id-1", "branch-2", EdgeStanding.PENDING, "hq");
    EdgeView real = edge("id-2", "debian", EdgeStanding.PENDING, "branch-2");
    assertThat(NamedEdge.toApprove(network(liar, real), "branch-2")).isEqualTo(real);
    assertThat(NamedEdge.toApprove(network(liar, real), "debian")).isEqualTo(real);
  }

  @Test
  void aBoxWithAClaimForAnotherSiteIsNotApprovedByTheSitesName() {
    NetworkView network = network(edge("id-1", "branch-2", EdgeStanding.PENDING, "hq"));
    assertThatThrownBy(() -> NamedEdge.toApprove(network, "branch-2"))
        .hasMessageStartingWith("edge: branch-2 (expected: ");
  }

  @Test
  void twoBoxesWithClaimsForOneSiteAreAmbiguous() {
    NetworkView network =
        network(
            edge("id-1", "a", EdgeStanding.PENDING, "hq"),
            edge("id-2", "b", EdgeStanding.PENDING, "hq"));
    assertThatThrownBy(() -> NamedEdge.toApprove(network, "hq"))
        .hasMessageStartingWith("edge: hq fits 2 edges");
  }

  private static NetworkView network(EdgeView... edges) {
    List<SiteView> sites =
        List.of(
            new SiteView("branch-2", false, List.of(), List.of(), null),
            new SiteView("hq", false, List.of(), List.of(), null));
    return new NetworkView(1, sites, Arrays.asList(edges), List.of());
  }

  private static EdgeView edge(
      String id, String name, EdgeStanding state, @Nullable String claimSite) {
    boolean pending = state == EdgeStanding.PENDING;
    return new EdgeView(
        id,
        name,
        pending ? null : claimSite,
        claimSite,
        state,
        "serial",
        name,
        "print of " + id,
        List.of(),
        List.of(),
        0,
        false,
        0,
        "",
        0,
        0,
        true,
        "",
        List.of());
  }
}
