package io.hawser.lab.company;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EdgeLogTest {
  private static final EdgeLog LOG =
      new EdgeLog(
          List.of(
              "[control] INFO EdgeProcess - path path=mpls>hq/mpls direction=out from=up to=suspect"
                  + " cause=silent for 203 ms (limit 200 ms)",
              "[control] INFO EdgeProcess - path path=mpls>hq/mpls direction=out from=suspect to=down"
                  + " cause=silent for 410 ms (limit 400 ms)",
              "[control] INFO EdgeProcess - move class=bulk peer=hq from=mpls>hq/mpls,"
                  + " broadband>hq/broadband to=broadband>hq/broadband cause=mpls is down rule=equal"
                  + " paths share",
              "[control] INFO EdgeProcess - peer-away peer=branch-1 away=true",
              "[control] INFO EdgeProcess - peer-away peer=branch-2 away=false"));

  @Test
  void tellsChangesOfPaths() {
    assertThat(LOG.pathChanges())
        .extracting(EdgeLog.PathChange::to)
        .containsExactly("suspect", "down");
    assertThat(LOG.downs())
        .containsExactly(
            new EdgeLog.PathChange(
                "mpls>hq/mpls", "out", "suspect", "down", "silent for 410 ms (limit 400 ms)"));
  }

  @Test
  void tellsMovesAlsoFromSeveralPaths() {
    assertThat(LOG.moves())
        .containsExactly(
            new EdgeLog.Move(
                "bulk",
                "hq",
                "mpls>hq/mpls, broadband>hq/broadband",
                "broadband>hq/broadband",
                "mpls is down",
                "equal paths share"));
  }

  @Test
  void tellsWhoGoesBackFromWhoIsDrivenAway() {
    String move = "INFO EdgeProcess - move class=voice peer=hq from=mpls>hq/mpls to=lte>hq/lte ";
    EdgeLog log =
        new EdgeLog(
            List.of(
                move + "cause= rule=preferred transports first reason=better measured=nothing",
                move + "cause=mpls is down rule=preferred transports first reason=better measured=",
                move + "cause= rule=a degraded path waits behind sound ones reason=x measured=y"));

    assertThat(log.moves()).extracting(EdgeLog.Move::isReturn).containsExactly(true, false, false);
  }

  @Test
  void tellsWhoIsAway() {
    assertThat(LOG.saysAway("branch-1")).isTrue();
    assertThat(LOG.saysAway("branch-2")).isFalse();
  }
}
