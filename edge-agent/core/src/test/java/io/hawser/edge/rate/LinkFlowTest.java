package io.hawser.edge.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LinkFlowTest {
  private static final long MS = 1_000_000;
  private static final long START = 50_000 * MS;
  private static final long WAY = 20 * MS;
  private static final long LITTLE = 5 * MS;
  private static final long LONG = 15 * MS;
  private static final int BUSY = 1;
  private static final int IDLE = 2;

  private final LinkFlow flow = new LinkFlow();
  private long bytes;

  /// Up to a time, each 25 ms, so much is sent and reported of the busy path.
  ///
  /// @param queueMs how long it waited
  private void carry(long fromMs, long toMs, long bytesSent, long bytesArrived, long queueMs) {
    for (long ms = fromMs; ms < toMs; ms += 25) {
      long atNs = START + ms * MS;
      for (int load = 0; load < 2; load++) {
        bytes += bytesSent / 2;
        flow.onSent(new LinkLoad(atNs - (1 - load) * 12 * MS, bytes, bytes));
      }
      long sentNs = atNs - (queueMs + 40) * MS;
      flow.onDelivery(BUSY, WAY + queueMs * MS, sentNs, 25 * MS, bytesArrived, false, LONG, atNs);
    }
  }

  private void probe(long sentMs, long queueMs, long nowMs) {
    flow.onTransit(
        IDLE, 3 * WAY + queueMs * MS, START + sentMs * MS, false, LONG, START + nowMs * MS);
  }

  private long leastQueueMs(long nowMs) {
    return flow.leastQueueNs(START + (nowMs - 150) * MS, LITTLE, START + nowMs * MS) / MS;
  }

  @Test
  void comparesWhatLeftWithHowJustThatWasSent() {
    carry(0, 1_000, 50_000, 50_000, 0);
    Look even = flow.look(START + 700 * MS, START + 800 * MS, START + 1_000 * MS);
    assertThat(even.sent()).isCloseTo(16e6, within(1e6));
    assertThat(even.arrived()).isCloseTo(16e6, within(1e5));
    assertThat(even.isEven()).isTrue();
    assertThat(even.tells(16e6)).isTrue();
    assertThat(even.tells(20e6)).isFalse();
  }

  @Test
  void reckonsWithWhatIsSentToThoseWhoReportNothing() {
    for (long ms = 0; ms < 1_000; ms += 10) {
      flow.onSent(new LinkLoad(START + ms * MS, ms * 4_000, ms * 1_000));
    }
    for (long ms = 0; ms < 1_000; ms += 25) {
      flow.onDelivery(
          BUSY, WAY, START + (ms - 40) * MS, 25 * MS, 25_000, false, LONG, START + ms * MS);
    }
    Look look = flow.look(START + 700 * MS, START + 900 * MS, START + 1_000 * MS);
    assertThat(look.arrived()).isCloseTo(32e6, within(1e6));
  }

  @Test
  void whatAnotherPathDoesNotHaveIsNotTheLinks() {
    carry(0, 1_000, 50_000, 50_000, 0);
    probe(500, 0, 600);
    assertThat(leastQueueMs(975)).isZero();
    carry(1_000, 2_000, 50_000, 30_000, 60);
    assertThat(leastQueueMs(1_975)).as("by the busy path alone").isEqualTo(60);
    // The other path was quick when the busy one stood already.
    probe(1_500, 0, 1_600);
    assertThat(leastQueueMs(1_975)).isZero();
    // What it said holds for a second.
    carry(2_000, 3_000, 50_000, 30_000, 60);
    assertThat(leastQueueMs(2_975)).isEqualTo(60);
    // And not where it stands too.
    probe(2_900, 55, 3_000);
    assertThat(leastQueueMs(2_975)).isBetween(55L, 60L);
  }

  @Test
  void foreseesTheQueueOfWhatIsSentNow() {
    carry(0, 1_000, 50_000, 50_000, 0);
    carry(1_000, 1_500, 100_000, 50_000, 0);
    // 40 ms are under way: 32 Mbit/s into 16 Mbit/s.
    long nowNs = START + 1_475 * MS;
    long aheadNs = flow.queueAheadNs(nowNs - 60 * MS, 16e6, nowNs);
    assertThat(aheadNs / MS).isBetween(30L, 75L);
  }
}
