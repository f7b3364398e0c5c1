package io.hawser.edge.simulation;

import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.dataplane.FlowPage;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// `false-alarms`: two links that are alike, and jitter that makes now one and now the other look
/// better.
class EqualLinksTest {
  private static final int SEEDS = 1;

  @Test
  void aFlowMovesOnceAtMostBetweenTwoEqualLinksInAnHour() {
    Figures figures = new Figures("false-alarms");
    figures
        .line(
            "two equal links with jitter, 60 min: moves of a flow",
            "",
            Seeds.gather(SEEDS, EqualLinksTest::story))
        .worstAtMost(1);
    figures.judge();
  }

  private static double story(long seed) {
    LinkProfile jittery = Company.BROADBAND.withJitter(Duration.ofMillis(15));
    Company company = new Company(seed, Link.of("broadband", jittery), Link.of("cable", jittery));
    for (int i = 0; i < 2; i++) {
      company.stream(company.branch, company.hq, Stream.Kind.VOICE, 5);
      company.stream(company.hq, company.branch, Stream.Kind.WEB, 5);
    }
    company.run(Duration.ofMinutes(60));
    return Math.max(mostMoves(company.branch), mostMoves(company.hq));
  }

  private static int mostMoves(VirtualEdge edge) {
    int[] most = {0};
    int from = FlowPage.FIRST;
    while (from != FlowPage.END) {
      int[] next = {FlowPage.END};
      edge.core
          .outbound()
          .onDescribeFlows(
              from,
              edge.nowNs(),
              page -> {
                next[0] = page.next();
                most[0] =
                    Math.max(
                        most[0], page.flows().stream().mapToInt(FlowView::moves).max().orElse(0));
              });
      from = next[0];
    }
    return most[0];
  }
}
