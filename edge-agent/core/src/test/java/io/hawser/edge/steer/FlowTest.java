package io.hawser.edge.steer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.packet.FlowKey;
import org.junit.jupiter.api.Test;

class FlowTest {
  private static final long ONE_MS = 1_000_000;

  private final Flow flow = new FlowTable(64).findOrCreate(new FlowKey(), 0);

  @Test
  void requestsAreThinHoweverManyOfThem() {
    for (int i = 0; i < 100; i++) {
      flow.meet(0, 1, 200, i * 11 * ONE_MS);
      assertThat(flow.isThin()).isTrue();
    }
  }

  @Test
  void theFifthPacketWithoutAPauseIsATransfer() {
    for (int i = 0; i < 4; i++) {
      flow.meet(0, 1, 1_400, i * ONE_MS);
      assertThat(flow.isThin()).isTrue();
    }
    flow.meet(0, 1, 1_400, 13 * ONE_MS);
    assertThat(flow.isThin()).isFalse();
    for (int i = 1; i < 1_000; i++) {
      flow.meet(0, 1, 1_400, (14 + i) * ONE_MS);
      assertThat(flow.isThin()).isFalse();
    }
    flow.meet(0, 1, 1_400, 2_000 * ONE_MS);
    assertThat(flow.isThin()).isTrue();
  }

  @Test
  void aSuperPacketIsAsManyAsItHolds() {
    flow.meet(0, 4, 5_600, 0);
    assertThat(flow.isThin()).isTrue();
    flow.meet(0, 5, 7_000, 20 * ONE_MS);
    assertThat(flow.isThin()).isFalse();
  }
}
