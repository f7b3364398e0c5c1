package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.fec.Encoder;
import io.hawser.edge.overlay.ProtectedFrame;
import io.hawser.edge.overlay.RepairFrame;
import io.hawser.edge.path.ReceiveOverflow;
import io.hawser.edge.steer.PrefixMap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Codes of one peer, more than there is memory for: each sends ten packets and two repair symbols
/// in turn, and loses one packet in ten.
class RepairsTest {
  private static final int FULL = Protection.LONGEST;
  private static final int CALL = 200;
  private static final int FULL_CODES = Repairs.MOST_BYTES / Repairs.FULL_BYTES;

  private final Repairs repairs = new Repairs();
  private final InboundSession session =
      new InboundSession(
          new PathSlot(
              0,
              1,
              "a>hq/a",
              3,
              1_420,
              false,
              PathSlot.Cost.NONE,
              new PathCounters(),
              new PathCounters()),
          new PeerSlot(3, "hq", "hq", "hq", true, new PrefixMap<>(Map.of())),
          Handshake.make(1).receiveKey(),
          new ReceiveOverflow());
  private final Random random = new Random(1);
  private final MemorySegment frame = MemorySegment.ofArray(new byte[FULL + 32]);
  private long nowNs;

  /// One of the peer's codes.
  private final class Code {
    final int number;
    final int length;
    final Encoder encoder;
    int refused;
    int recovered;

    Code(int number, int length) {
      this.number = number;
      this.length = length;
      encoder = new Encoder(20, length, 0);
    }

    /// Answers whether the lost one was recovered.
    boolean turn() {
      byte[] packet = new byte[length];
      for (int n = 0; n < 10; n++) {
        random.nextBytes(packet);
        encoder.add(MemorySegment.ofArray(packet), 0, length);
        if (n != 4) {
          ProtectedFrame.write(frame, 0, number, encoder.lastId(), length);
          MemorySegment.copy(
              MemorySegment.ofArray(packet), 0, frame, ProtectedFrame.HEADER_LENGTH, length);
          assertThat(repairs.onPacket(session, frame, 0, nowNs)).isNull();
        }
      }
      int before = recovered;
      repair();
      repair();
      return recovered > before;
    }

    private void repair() {
      int symbol = encoder.makeRepair(frame, RepairFrame.HEADER_LENGTH);
      RepairFrame.write(
          frame, 0, number, encoder.firstId(), encoder.windowLength(), encoder.repairKey(), symbol);
      @Nullable DropReason reason = repairs.onRepair(session, frame, 0, nowNs);
      assertThat(reason).isIn(null, DropReason.REPAIR_OVERFLOW);
      refused += reason == null ? 0 : 1;
      recovered += repairs.recoveredCount();
      repairs.forgetRecovered();
      assertThat(repairs.usedBytes()).isLessThanOrEqualTo(Repairs.MOST_BYTES);
    }
  }

  private List<Code> codes(int count, int firstNumber, int length) {
    List<Code> codes = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      codes.add(new Code(firstNumber + n, length));
    }
    return codes;
  }

  @Test
  void repairsAsManyCodesOfFullPacketsAsThereIsMemoryForAndCountsTheParityOfOthers() {
    List<Code> codes = codes(300, 0, FULL);
    for (int turn = 0; turn < 20; turn++) {
      nowNs += 1_000_000;
      codes.forEach(Code::turn);
    }
    assertThat(FULL_CODES).isBetween(30, 40);
    for (Code code : codes) {
      boolean isIn = code.number < FULL_CODES;
      assertThat(code.recovered).as("code %d", code.number).isEqualTo(isIn ? 20 : 0);
      assertThat(code.refused).as("code %d", code.number).isEqualTo(isIn ? 0 : 40);
    }
  }

  @Test
  void repairsThreeTimesAsManyCodesOfCallsOnceTheirLengthIsKnown() {
    List<Code> codes = codes(3 * FULL_CODES, 0, CALL);
    for (int turn = 0; turn < 120; turn++) {
      nowNs += 1_000_000;
      codes.forEach(Code::turn);
    }
    assertThat(codes).allMatch(Code::turn);
    assertThat(repairs.codes()).isEqualTo(3 * FULL_CODES);
  }

  @Test
  void aCodeThatPausedMakesRoom() {
    List<Code> before = codes(FULL_CODES, 0, FULL);
    before.forEach(Code::turn);
    Code late = new Code(1_000, FULL);
    nowNs += Repairs.PAUSE_NS - 1;
    before.subList(1, FULL_CODES).forEach(Code::turn);
    assertThat(late.turn()).isFalse();
    nowNs += 1;
    late.encoder.forget();
    assertThat(late.turn()).isTrue();
    assertThat(before.get(1).turn()).isTrue();
    assertThat(before.getFirst().turn()).isFalse();
  }

  /// They were let in as short ones.
  @Test
  void losesTheMemoryOfACodeWhosePacketsBecomeLongerThanThereIsRoomFor() {
    List<Code> codes = codes(3 * FULL_CODES, 0, CALL);
    for (int turn = 0; turn < 120; turn++) {
      codes.forEach(Code::turn);
    }
    List<Code> longer = new ArrayList<>();
    for (Code code : codes) {
      Code same = new Code(code.number, FULL);
      while (same.encoder.lastId() < code.encoder.lastId()) {
        same.encoder.add(frame, 0, 1);
      }
      same.encoder.forget();
      longer.add(same);
    }
    for (int turn = 0; turn < 20; turn++) {
      longer.forEach(Code::turn);
    }
    assertThat(longer.stream().filter(each -> each.refused > 0).count()).isPositive();
    assertThat(longer.stream().filter(Code::turn).count()).isGreaterThan(FULL_CODES / 2);
  }

  @Test
  void remembersNoMoreThanItsBounds() {
    for (Code code : codes(2 * Repairs.MOST_CODES, 0, CALL)) {
      nowNs += 1_000_000;
      code.turn();
      assertThat(repairs.codes()).isLessThanOrEqualTo(Repairs.MOST_CODES);
    }
    repairs.clear();
    assertThat(repairs.usedBytes()).isZero();
    assertThat(new Code(1, FULL).turn()).isTrue();
  }
}
