package io.hawser.edge.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hawser.edge.agent.linux.SendRefusal;
import io.hawser.edge.agent.local.DropView;
import io.hawser.edge.agent.local.PeerView;
import io.hawser.edge.control.SessionView;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Peer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewsTest {
  private static final long SECOND_NS = 1_000_000_000L;

  @Test
  void aPeerIsActiveByUserDataAndNotByProbes() {
    assertThat(active(119 * SECOND_NS)).isTrue();
    assertThat(active(121 * SECOND_NS)).isFalse();
    assertThat(active(-1)).isFalse();
  }

  @Test
  void theKernelsReasonsFollowTheirSum() {
    assertThat(
            DropViews.of(
                Map.of(DropReason.LINK_REFUSED, 12L), Map.of(SendRefusal.QUEUE_FULL, 11L), 7))
        .extracting(DropView::reason, DropView::packets)
        .containsExactly(
            tuple("link-refused", 12L),
            tuple("link-refused/queue-full", 11L),
            tuple("receive-overflow", 7L));
  }

  private static boolean active(long dataAgeNs) {
    var session =
        new SessionView(
            "a>hq/a",
            "hq-id",
            "hq",
            "hq",
            true,
            null,
            SECOND_NS,
            SECOND_NS / 10,
            dataAgeNs,
            PacketCipher.AES_256_GCM,
            1,
            1);
    var configuration =
        EdgeConfiguration.newBuilder()
            .addPeers(Peer.newBuilder().setEdgeId("hq-id").setName("hq").setSite("hq"))
            .build();
    return PeerViews.of(
            new Snapshot(0, null, List.of(), List.of(session), List.of(), List.of(), Map.of()),
            configuration)
        .stream()
        .map(PeerView::active)
        .findFirst()
        .orElseThrow();
  }
}
