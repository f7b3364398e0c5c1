package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.overlay.CopyFrame;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopiesTest {
  private static final int PATH = 3;
  private static final int OTHER = 4;
  private static final int SESSION = 77;
  private static final long ONE_MS = 1_000_000;
  private static final int KEPT = 1_024;
  private static final long KEPT_NS = 200 * ONE_MS;

  private final Copies copies = Copies.ofCalls();

  @Test
  void theUnreportedOnesOfThePathGoAgainTheOldestFirst() {
    for (int i = 0; i < 5; i++) {
      keep(PATH, SESSION, i, i * ONE_MS);
      keep(OTHER, SESSION + 1, i, i * ONE_MS);
    }
    assertThat(unreported(SESSION, 1, 10 * ONE_MS)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void whatIsTooOldForACallDoesNot() {
    keep(PATH, SESSION, 0, 0);
    keep(PATH, SESSION, 1, ONE_MS);
    assertThat(unreported(SESSION, -1, KEPT_NS + ONE_MS)).containsExactly(1L);
  }

  @Test
  void ofAnotherSessionNothingIsKnownToHaveArrived() {
    keep(PATH, SESSION - 1, 9, 0);
    keep(PATH, SESSION, 0, 0);
    assertThat(unreported(SESSION, 50, ONE_MS)).containsExactly(9L);
  }

  @Test
  void theCopiesThatItCarriedForAnotherPathGoAgainToo() {
    int place = keep(OTHER, SESSION + 1, 8, 0);
    copies.carriedBy(place, PATH);
    assertThat(unreported(SESSION, -1, ONE_MS)).containsExactly(8L);
  }

  @Test
  void theRingKeepsTheLatest() {
    for (int i = 0; i < KEPT + 10; i++) {
      keep(PATH, SESSION, i, 0);
    }
    List<Long> all = unreported(SESSION, -1, ONE_MS);
    assertThat(all).hasSize(KEPT);
    assertThat(all.getFirst()).isEqualTo(10);
    assertThat(all.getLast()).isEqualTo(KEPT + 9);
  }

  @Test
  void thinFlowsAreKeptForLongerAndMoreOfThem() {
    Copies thin = Copies.ofThinFlows();
    MemorySegment packet = MemorySegment.ofArray(new byte[40]);
    for (int i = 0; i < 4_100; i++) {
      thin.keep(PATH, SESSION, i, packet, 0, 40, i < 10 ? 0 : ONE_MS);
    }
    List<Integer> places = new ArrayList<>();
    thin.forUnreported(PATH, SESSION, -1, 500 * ONE_MS, places::add);
    assertThat(places).hasSize(4_096);
    places.clear();
    thin.forUnreported(PATH, SESSION, -1, 501 * ONE_MS, places::add);
    assertThat(places).hasSize(4_090);
  }

  @Test
  void whatIsForgottenDoesNotGoAgain() {
    keep(PATH, SESSION, 1, 0);
    copies.carriedBy(keep(OTHER, SESSION + 1, 8, 0), PATH);
    copies.forget(PATH);
    assertThat(unreported(SESSION, -1, ONE_MS)).isEmpty();
    keep(PATH, SESSION, 2, 0);
    copies.clear();
    assertThat(unreported(SESSION, -1, ONE_MS)).isEmpty();
  }

  @Test
  void aPacketStandsBehindTheHeaderThatNamesIt() {
    MemorySegment packet = MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5});
    int place = copies.keep(PATH, SESSION, 12, packet, 1, 3, 0);
    long at = Copies.offset(place);
    assertThat(copies.length(place)).isEqualTo(CopyFrame.HEADER_LENGTH + 3);
    assertThat(CopyFrame.session(copies.memory(), at)).isEqualTo(SESSION);
    assertThat(CopyFrame.counter(copies.memory(), at)).isEqualTo(12);
    assertThat(CopyFrame.packetLength(copies.memory(), at)).isEqualTo(3);
    byte[] kept =
        copies.memory().asSlice(at + CopyFrame.HEADER_LENGTH, 3).toArray(ValueLayout.JAVA_BYTE);
    assertThat(kept).containsExactly(2, 3, 4);
  }

  @Test
  void whatIsTooLongIsNotKept() {
    MemorySegment packet = MemorySegment.ofArray(new byte[Copies.LONGEST + 1]);
    assertThat(copies.keep(PATH, SESSION, 0, packet, 0, Copies.LONGEST + 1, 0)).isNegative();
    assertThat(copies.keep(PATH, SESSION, 0, packet, 0, Copies.LONGEST, 0)).isNotNegative();
  }

  private int keep(int path, int session, long counter, long nowNs) {
    MemorySegment packet = MemorySegment.ofArray(new byte[100]);
    return copies.keep(path, session, counter, packet, 0, 100, nowNs);
  }

  /// Counters of what [#PATH] may have lost.
  private List<Long> unreported(int session, long reported, long nowNs) {
    List<Long> counters = new ArrayList<>();
    copies.forUnreported(
        PATH,
        session,
        reported,
        nowNs,
        place -> counters.add(CopyFrame.counter(copies.memory(), Copies.offset(place))));
    return counters;
  }
}
