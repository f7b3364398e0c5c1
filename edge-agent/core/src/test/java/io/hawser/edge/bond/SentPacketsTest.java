package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.overlay.BondFrame;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentPacketsTest {
  private static final Bond BOND = new Bond(0);
  private static final long NS_PER_MS = 1_000_000;
  private static final int LENGTH = 100;

  private final SentPackets sent = new SentPackets();
  private final BondMember member = new BondMember(5, 0);

  private int keep(BondFlow flow, int sequence, int path, long counter, long nowNs) {
    MemorySegment p = MemorySegment.ofArray(new byte[LENGTH]).fill((byte) sequence);
    return sent.keep(flow, sequence, path, 70 + path, counter, p, 0, LENGTH, nowNs);
  }

  @Test
  void keepsFramesThatAreReadyToBeSealed() {
    BondFlow flow = new BondFlow(0xabcdef, BOND);
    flow.countOn(member);
    int place = keep(flow, 300, 1, 0, 0);
    sent.recount(place, member);
    MemorySegment frame = sent.memory(place).asSlice(sent.offset(place), sent.length(place));
    assertThat(frame.byteSize()).isEqualTo(LENGTH + BondFrame.HEADER_LENGTH);
    assertThat(BondFrame.isPlausible(frame, 0)).isTrue();
    assertThat(BondFrame.flow(frame, 0)).isEqualTo(0xabcdef);
    assertThat(BondFrame.count(frame, 0)).isEqualTo(2);
    assertThat(BondFrame.sequence(frame, 0)).isEqualTo(300);
    assertThat(BondFrame.packetLength(frame, 0)).isEqualTo(LENGTH);
  }

  @Test
  void keepsNothingThatIsTooLong() {
    MemorySegment p = MemorySegment.ofArray(new byte[SentPackets.LONGEST + 1]);
    assertThat(sent.keep(new BondFlow(1, BOND), 0, 1, 71, 0, p, 0, SentPackets.LONGEST + 1, 0))
        .isEqualTo(SentPackets.NONE);
  }

  @Test
  void passesOnWhatASilentPathHasNotDelivered() {
    BondFlow flow = new BondFlow(1, BOND);
    for (int n = 0; n < 100; n++) {
      keep(flow, n, n % 2, n / 2, n * NS_PER_MS);
    }
    List<Integer> again = new ArrayList<>();
    sent.forUnreported(1, 71, 39, 100 * NS_PER_MS, place -> again.add(sent.sequence(place)));
    assertThat(again).containsExactly(81, 83, 85, 87, 89, 91, 93, 95, 97, 99);
    // Of a session that came before, all.
    again.clear();
    sent.forUnreported(0, 99, 39, 100 * NS_PER_MS, place -> again.add(sent.sequence(place)));
    assertThat(again).hasSize(50);
    again.clear();
    sent.forUnreported(
        1, 71, -1, 98 * NS_PER_MS + SentPackets.KEPT_NS, place -> again.add(sent.sequence(place)));
    assertThat(again).as("what is too old").containsExactly(99);
  }

  @Test
  void sendsAgainOnceWhatIsAskedFor() {
    BondFlow flow = new BondFlow(1, BOND);
    int place = keep(flow, 7, 1, 0, 0);
    assertThat(sent.find(1, 7, 1)).isEqualTo(place);
    assertThat(sent.find(1, 8, 1)).isEqualTo(SentPackets.NONE);
    assertThat(sent.find(2, 7, 1)).isEqualTo(SentPackets.NONE);
    sent.sentAgain(place, member, 75, 0, 1);
    assertThat(sent.find(1, 7, 2)).isEqualTo(SentPackets.ON_ITS_WAY);
    assertThat(sent.find(1, 7, 1 + SentPackets.AGAIN_NS)).as("and is lost again").isEqualTo(place);
    assertThat(sent.path(place)).isEqualTo(5);
    // And once more, when that path falls silent too.
    List<Integer> again = new ArrayList<>();
    sent.forUnreported(5, 75, -1, 2, again::add);
    assertThat(again).containsExactly(place);
    assertThat(sent.find(1, 7, 2 + SentPackets.KEPT_NS)).isEqualTo(SentPackets.NONE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsWhatANaiveModelFinds(long seed) {
    var random = new SplittableRandom(seed);
    List<BondFlow> flows = new ArrayList<>();
    int[] sequences = new int[20];
    for (int i = 0; i < 20; i++) {
      flows.add(new BondFlow(random.nextInt(BondFrame.FLOWS), BOND));
      sequences[i] = random.nextInt();
    }
    record Kept(int flow, int sequence) {}
    List<Kept> all = new ArrayList<>();
    for (int n = 0; n < 3 * SentPackets.KEPT; n++) {
      int flow = random.nextInt(20);
      keep(flows.get(flow), sequences[flow], 1, n, n);
      all.add(new Kept(flow, sequences[flow]++));
    }
    for (int n = 0; n < all.size(); n++) {
      Kept kept = all.get(n);
      int place = sent.find(flows.get(kept.flow).id(), kept.sequence, all.size());
      if (n < all.size() - SentPackets.KEPT) {
        assertThat(place).isEqualTo(SentPackets.NONE);
      } else {
        assertThat(sent.sequence(place)).isEqualTo(kept.sequence);
        assertThat(sent.flow(place)).isSameAs(flows.get(kept.flow));
      }
    }
  }
}
