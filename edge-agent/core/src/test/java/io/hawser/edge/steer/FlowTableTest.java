package io.hawser.edge.steer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.packet.FlowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowTableTest {
  @Test
  void behavesLikeAMapThatForgets() {
    long seed = new Random().nextLong();
    System.out.println("behavesLikeAMapThatForgets seed=" + seed);
    Random random = new Random(seed);
    FlowTable table = new FlowTable(1024);
    Map<Long, Flow> model = new HashMap<>();
    FlowKey key = new FlowKey();
    long nowNs = Long.MAX_VALUE - FlowTable.IDLE_NS;
    for (int i = 0; i < 100_000; i++) {
      nowNs += 1_000_000_000L;
      long name = random.nextInt(900);
      key.set(0, name, 0, -name, 17L << 32 | name);
      if (random.nextInt(3) == 0) {
        assertThat(table.find(key)).isSameAs(model.get(name));
      } else {
        Flow flow = table.findOrCreate(key, nowNs);
        flow.lastSeenNs = nowNs;
        assertThat(model.putIfAbsent(name, flow)).isIn(null, flow);
      }
      long sweepNs = nowNs;
      for (int n = 0; n < 9; n++) {
        table.sweep(nowNs);
      }
      model.values().removeIf(flow -> sweepNs - flow.lastSeenNs >= FlowTable.IDLE_NS);
      assertThat(table.size()).isEqualTo(model.size());
    }
  }

  @Test
  void showsEachFlowOnceInPieces() {
    FlowTable table = new FlowTable(1024);
    FlowKey key = new FlowKey();
    for (int i = 0; i < 700; i++) {
      key.set(1, i, 2, i, i);
      table.findOrCreate(key, i);
    }
    List<Long> shown = new ArrayList<>();
    for (int from = 0; from != FlowTable.END; ) {
      int before = shown.size();
      from = table.visit(from, 300, 50, flow -> shown.add(flow.sourceLow));
      assertThat(shown.size() - before).isLessThanOrEqualTo(50);
    }
    assertThat(shown).hasSize(700).doesNotHaveDuplicates();
  }

  @Test
  void makesRoomForANewFlowWhenFull() {
    FlowTable table = new FlowTable(64);
    FlowKey key = new FlowKey();
    for (int i = 0; i < 1000; i++) {
      key.set(1, i, 2, i, i);
      table.findOrCreate(key, i);
      assertThat(table.find(key)).isNotNull();
    }
    assertThat(table.size()).isEqualTo(64);
    assertThat(table.evicted()).isEqualTo(1000 - 64);
  }
}
