package io.hawser.edge.qos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final long SECOND = 1_000 * NS_PER_MS;

  @Test
  void keepsItsRateHoweverItsTicksFall() {
    Pacer pacer = new Pacer(1_000_000, 3 * NS_PER_MS, 0);
    long bytes = 0;
    // Ticks that come up to 2 ms late cost nothing.
    for (long nowNs = 0; nowNs < 10 * SECOND; nowNs += 700_000 + nowNs % 1_300_000) {
      while (pacer.isOpen(nowNs)) {
        pacer.pay(1_400, nowNs);
        bytes += 1_400;
      }
    }
    assertThat(bytes / 10.0).isBetween(1_000_000.0, 1_002_000.0);
  }

  @Test
  void givesNoMoreThanItsBurstAfterARest() {
    Pacer pacer = new Pacer(1_000_000, 3 * NS_PER_MS, 0);
    int packets = 0;
    while (pacer.isOpen(60 * SECOND)) {
      pacer.pay(1_000, 60 * SECOND);
      packets++;
    }
    assertThat(packets).isEqualTo(4);
    assertThat(pacer.openNs(0)).isEqualTo(60 * SECOND + NS_PER_MS);
    assertThat(pacer.openNs(NS_PER_MS)).isEqualTo(60 * SECOND + 2 * NS_PER_MS);
  }

  @Test
  void owesAsManyBytesAtAnotherRate() {
    Pacer pacer = new Pacer(1_000, 0, 0);
    pacer.pay(1_000, 0);
    pacer.retune(1_000_000, SECOND / 2);
    assertThat(pacer.openNs(0)).isEqualTo(SECOND / 2 + NS_PER_MS / 2);
    pacer.retune(Double.POSITIVE_INFINITY, SECOND / 2);
    assertThat(pacer.isOpen(SECOND / 2)).isTrue();
  }

  @Test
  void limitsNothingAtAnInfiniteRate() {
    Pacer pacer = new Pacer(Double.POSITIVE_INFINITY, 0, 5);
    for (int n = 0; n < 1_000; n++) {
      assertThat(pacer.isOpen(5)).isTrue();
      pacer.pay(9_000, 5);
    }
  }
}
