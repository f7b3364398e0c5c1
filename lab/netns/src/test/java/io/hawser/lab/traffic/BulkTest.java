package io.hawser.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BulkTest {
  private static final String REPORT =
      """
      -----------------------------------------------------------
      Server listening on 5301 (test #1)
      -----------------------------------------------------------
      Accepted connection from 198.51.100.10, port 43210
      [  5] local 198.51.100.2 port 5301 connected to 198.51.100.10 port 50000
      [ ID] Interval           Transfer     Bitrate         Jitter    Lost/Total Datagrams
      [  5]   0.00-1.00   sec  2.10 MBytes  17600 Kbits/sec  0.594 ms  0/1496 (0%)
      [  5]   1.00-2.00   sec  2.34 MBytes  19628 Kbits/sec  0.601 ms  166/1832 (9.1%)
      [  5]   2.00-3.00   sec  2.34 MBytes  19630 Kbits/sec  0.600 ms  167/1834 (9.1%)
      [  5]   3.00-3.02   sec  48.9 KBytes  19633 Kbits/sec  0.600 ms  3/37 (8.1%)
      - - - - - - - - - - - - - - - - - - - - - - - - -
      [ ID] Interval           Transfer     Bitrate         Jitter    Lost/Total Datagrams
      [  5]   0.00-3.02   sec  6.83 MBytes  18960 Kbits/sec  0.600 ms  336/5199 (6.5%)  receiver
      """;

  @Test
  void countsWholeSecondsAfterTheWarmUpOnly() throws Exception {
    assertThat(Bulk.receivedMbps(REPORT, 1, 3)).isCloseTo(19.629, within(1e-9));
  }

  @Test
  void doesNotTakeTheWholeForASecond() throws Exception {
    String whole = REPORT.replace("0.00-3.02 ", "0.00-1.02 ").replace("3.00-3.02 ", "1.00-1.02 ");
    assertThat(Bulk.receivedMbps(whole, 0, 1)).isEqualTo(17.6);
  }

  @Test
  void refusesAReportThatLacksASecond() {
    assertThatThrownBy(() -> Bulk.receivedMbps(REPORT, 1, 4))
        .hasMessageContaining("2 seconds told (expected: 3)");
  }
}
