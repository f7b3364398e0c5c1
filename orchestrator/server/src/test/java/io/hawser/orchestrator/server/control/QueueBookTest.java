package io.hawser.orchestrator.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hawser.orchestrator.api.ClassQueue;
import io.hawser.orchestrator.api.LinkQueue;
import io.hawser.orchestrator.api.Measurements;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class QueueBookTest {
  private static final String EDGE = "edge";

  private final QueueBook book = new QueueBook();

  @Test
  void keepsWhatAnEdgeToldLast() {
    book.take(EDGE, Measurements.newBuilder().setEpochMs(7).addQueues(all()).build());
    assertThat(book.of(EDGE))
        .containsExactly(
            new QueueReading(
                "broadband",
                18_400_000,
                "found",
                20_000_000,
                18_500_000,
                "real-time",
                8,
                30,
                100,
                41_000,
                57_400_000,
                -1,
                12,
                16_800,
                31,
                5,
                4,
                2_300,
                9_400,
                7));
    assertThat(book.of("another")).isEmpty();
  }

  @Test
  void aReportIsComplete() {
    tell(1_000, link("broadband", 1), link("lte", 2));
    tell(2_000, link("lte", 2));
    assertThat(book.of(EDGE)).extracting(QueueReading::link).containsExactly("lte");
    tell(3_000);
    assertThat(book.of(EDGE)).isEmpty();
  }

  @Test
  void theRateIsWhatWasSentBetweenTwoReports() {
    tell(1_000, link("broadband", 1_000_000), link("lte", 500));
    tell(3_000, link("broadband", 1_500_000), link("lte", 500), link("mpls", 9));
    assertThat(book.of(EDGE))
        .extracting(QueueReading::link, QueueReading::sentBps)
        .containsExactly(tuple("broadband", 2_000_000L), tuple("lte", 0L), tuple("mpls", -1L));
  }

  @Test
  void thereIsNoRateWhereTheCountsOrTheClockWentBack() {
    tell(1_000, link("broadband", 1_000));
    tell(2_000, link("broadband", 999));
    assertThat(book.of(EDGE).getFirst().sentBps()).isEqualTo(-1);
    tell(2_000, link("broadband", 2_000));
    assertThat(book.of(EDGE).getFirst().sentBps()).isEqualTo(-1);
    tell(1_900, link("broadband", 3_000));
    assertThat(book.of(EDGE).getFirst().sentBps()).isEqualTo(-1);
  }

  @Test
  void isBoundedAndTakesNamesThatArePrintableOnly() {
    ClassQueue queue = ClassQueue.newBuilder().setQueue("<\n>").build();
    LinkQueue link =
        LinkQueue.newBuilder()
            .setLink("x".repeat(500))
            .addAllClasses(Collections.nCopies(100, queue))
            .build();
    book.take(EDGE, Measurements.newBuilder().addAllQueues(Collections.nCopies(100, link)).build());
    assertThat(book.of(EDGE)).hasSize(64 * 16);
    assertThat(book.of(EDGE).getFirst().link()).hasSize(80);
    assertThat(book.of(EDGE).getFirst().queue()).isEqualTo("<?>");
  }

  @Test
  void forgetsAnEdgeThatWasPutOut() {
    tell(1_000, link("broadband", 1));
    book.forget(EDGE);
    assertThat(book.of(EDGE)).isEmpty();
  }

  private void tell(long epochMs, LinkQueue... links) {
    Measurements.Builder report = Measurements.newBuilder().setEpochMs(epochMs);
    for (LinkQueue link : links) {
      report.addQueues(link);
    }
    book.take(EDGE, report.build());
  }

  private static LinkQueue link(String name, long sentBytes) {
    return LinkQueue.newBuilder()
        .setLink(name)
        .addClasses(ClassQueue.newBuilder().setQueue("bulk").setSentBytes(sentBytes))
        .build();
  }

  private static LinkQueue all() {
    return LinkQueue.newBuilder()
        .setLink("broadband")
        .setRateBps(18_400_000)
        .setRateFrom("found")
        .setConfiguredBps(20_000_000)
        .setFoundBps(18_500_000)
        .addClasses(
            ClassQueue.newBuilder()
                .setQueue("real-time")
                .setWeight(8)
                .setGuaranteePercent(30)
                .setCeilingPercent(100)
                .setSentPackets(41_000)
                .setSentBytes(57_400_000)
                .setWaitingPackets(12)
                .setWaitingBytes(16_800)
                .setStood(31)
                .setFull(5)
                .setMarked(4)
                .setDelayP50Us(2_300)
                .setDelayP99Us(9_400))
        .build();
  }
}
