package io.hawser.edge.qos;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.steer.Flow;
import io.hawser.policy.QueueClass;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketPoolTest {
  /// What the agent may have outside of its heap is 64 MB, and others need some of it too.
  private static final long MOST_BYTES = 12L << 20;

  private static final int USUAL = 1_420;
  private static final int JUMBO = 8_900;

  private final PacketPool pool = new PacketPool();
  private final Flow flow = new Flows().flow(1, QueueClass.BULK);
  private final Set<MemorySegment> memory = Collections.newSetFromMap(new IdentityHashMap<>());

  private int take(int length, byte content) {
    byte[] packet = new byte[length];
    Arrays.fill(packet, content);
    int place = pool.take(flow, false, MemorySegment.ofArray(packet), 0, length, 0);
    memory.add(pool.memory(place));
    return place;
  }

  private long memoryBytes() {
    return memory.stream().mapToLong(MemorySegment::byteSize).sum();
  }

  @Test
  void littleMemoryIsEnoughForAsMuchAsMayWait() {
    while (pool.hasRoomFor(USUAL)) {
      pool.free(take(JUMBO, (byte) 0));
      take(USUAL, (byte) 1);
    }
    assertThat(pool.waiting()).isEqualTo(PacketPool.PLACES);
    assertThat(memoryBytes()).isLessThan(MOST_BYTES);
  }

  @Test
  void asManyLongPacketsWaitAsThereIsMemoryForAndShortOnesBesides() {
    List<Integer> taken = new ArrayList<>();
    while (pool.hasRoomFor(JUMBO)) {
      taken.add(take(JUMBO, (byte) 2));
    }
    assertThat(taken).hasSize(PacketPool.LONG_PLACES);
    assertThat(pool.hasRoomFor(PacketPool.USUAL)).isTrue();
    assertThat(pool.hasRoomFor(PacketPool.USUAL + 1)).isFalse();
    assertThat(memoryBytes()).isLessThan(MOST_BYTES);
    pool.free(taken.removeLast());
    assertThat(pool.hasRoomFor(JUMBO)).isTrue();
  }

  @Test
  void everyPacketStaysAsItIsUntilItLeaves() {
    long seed = new Random().nextLong();
    System.out.println("everyPacketStaysAsItIsUntilItLeaves seed=" + seed);
    Random random = new Random(seed);
    List<Integer> taken = new ArrayList<>();
    byte[] contentOf = new byte[PacketPool.PLACES];
    for (int step = 0; step < 100_000; step++) {
      int length = random.nextInt(10) == 0 ? 1 + random.nextInt(PacketPool.LONGEST) : USUAL;
      boolean grows = step % 20_000 < 10_000;
      boolean takes = random.nextInt(3) < (grows ? 2 : 1);
      if (takes && pool.hasRoomFor(length)) {
        int place = take(length, (byte) step);
        contentOf[place] = (byte) step;
        taken.add(place);
      } else if (!taken.isEmpty()) {
        Collections.swap(taken, random.nextInt(taken.size()), taken.size() - 1);
        int place = taken.removeLast();
        assertThat(isAll(place, contentOf[place])).as("place %d, step %d", place, step).isTrue();
        pool.free(place);
      }
    }
    assertThat(pool.waiting()).isEqualTo(taken.size());
  }

  private boolean isAll(int place, byte content) {
    MemorySegment lies = pool.memory(place).asSlice(pool.offset(place), pool.length(place));
    for (long i = 0; i < lies.byteSize(); i++) {
      if (lies.get(ValueLayout.JAVA_BYTE, i) != content) {
        return false;
      }
    }
    return true;
  }
}
