package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/// A protected flow of 1,000 packets a second over a lossy way, with all of this package: the rate
/// follows what the decoder counts, as reports tell it, and every packet that is repaired is
/// compared with the one that was sent.
final class LossyRun {
  private static final long PACKET_NS = 1_000_000;
  private static final int REPORT_PACKETS = 500;

  /// Reports that the measured loss spans: 5 s.
  private static final int SPANNED = 10;

  private static final double PPM = 1e6;

  /// Headers of the frames of a protected packet and of a repair symbol.
  private static final int NUMBER = 12;

  private static final int REPAIR = 16;

  /// Headers of IPv4, UDP and the tunnel, and its tag.
  private static final int TUNNEL = 20 + 8 + 32;

  private final Packets packets;
  private final int sources;
  private final Encoder encoder;
  private final Decoder decoder;
  private final ParityRate rate;
  private final RepairTurns turns = new RepairTurns();
  private final RepairBudget budget = new RepairBudget();
  private final BitSet arrived = new BitSet();
  private final int[] delays;

  private final long[] expected = new long[SPANNED];
  private final long[] lost = new long[SPANNED];
  private final long[] runs = new long[SPANNED];

  private int now;
  private int repairs;
  private int repairsLost;
  private int sourcesLost;
  private int recovered;
  private long sourceBytes;
  private long numberBytes;
  private long repairBytes;

  /// @param shortest bytes of a packet
  LossyRun(int window, int sources, int shortest, int longest, long seed) {
    this.sources = sources;
    packets = new Packets(seed, shortest, longest);
    encoder = new Encoder(window, longest, 0);
    rate = new ParityRate(window);
    delays = new int[sources];
    decoder = new Decoder(longest, this::onRecovered);
  }

  private void onRecovered(int id, MemorySegment packet, long at, int length) {
    byte[] bytes = packet.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    assertThat(bytes).as("packet %d", id).isEqualTo(packets.packet(id));
    assertThat(arrived.get(id)).isFalse();
    arrived.set(id);
    delays[recovered++] = now - id;
  }

  /// Sends everything, parity by a way of its own or by the packets' one.
  LossyRun run(GilbertElliott way, GilbertElliott parityWay) {
    for (now = 0; now < sources; now++) {
      byte[] packet = packets.packet(now);
      encoder.add(MemorySegment.ofArray(packet), 0, packet.length);
      sourceBytes += onWire(packet.length);
      if (rate.ratePpm() > 0) {
        numberBytes += onWire(NUMBER + packet.length) - onWire(packet.length);
        budget.onSource(onWire(packet.length), onWire(NUMBER + packet.length));
      }
      if (way.loses()) {
        sourcesLost++;
      } else {
        decoder.onSource(now, MemorySegment.ofArray(packet), 0, packet.length);
        arrived.set(now);
      }
      if (turns.onSource(rate.ratePpm(), now * PACKET_NS)) {
        repairWithin(parityWay);
      }
      if (now % REPORT_PACKETS == 0) {
        report();
      }
    }
    return this;
  }

  private void repairWithin(GilbertElliott way) {
    int cost = onWire(REPAIR + encoder.repairLength());
    if (budget.has(cost)) {
      budget.spend(cost);
      repairBytes += cost;
      sendRepair(way);
    } else {
      turns.postpone();
    }
  }

  private void sendRepair(GilbertElliott way) {
    Repair repair = Repair.of(encoder);
    repairs++;
    if (way.loses()) {
      repairsLost++;
    } else {
      repair.to(decoder);
    }
  }

  private void report() {
    int i = now / REPORT_PACKETS % SPANNED;
    RepairCounts counts = decoder.counts();
    long expectedThen = counts.expected() - expected[i];
    long lostThen = counts.lost() - lost[i];
    long runsThen = counts.runs() - runs[i];
    expected[i] = counts.expected();
    lost[i] = counts.lost();
    runs[i] = counts.runs();
    int lossPpm = (int) (lostThen * PPM / Math.max(1, expectedThen));
    double meanBurst = lostThen / (double) Math.max(1, runsThen);
    rate.onReport(lossPpm, meanBurst, false, 0, now * PACKET_NS);
  }

  /// Share of the packets that neither came nor were repaired.
  double residual() {
    return (double) (sources - arrived.cardinality()) / sources;
  }

  /// Repair symbols a packet.
  double overhead() {
    return (double) repairs / sources;
  }

  /// What numbers and parity take on the wire of what the packets take without.
  double overheadInBytes() {
    return (double) (numberBytes + repairBytes) / sourceBytes;
  }

  private static int onWire(int length) {
    return TUNNEL + (length + 15 & -16);
  }

  double loss() {
    return (double) sourcesLost / sources;
  }

  double parityLoss() {
    return (double) repairsLost / Math.max(1, repairs);
  }

  /// Packets sent between one that was lost and its repair, which a share `q` did not exceed.
  int delay(double q) {
    int[] sorted = Arrays.copyOf(delays, recovered);
    Arrays.sort(sorted);
    return recovered == 0 ? 0 : sorted[(int) (q * (recovered - 1))];
  }

  static GilbertElliott way(double loss, double meanBurst, long seed) {
    return new GilbertElliott(loss, meanBurst, new Random(seed));
  }
}
