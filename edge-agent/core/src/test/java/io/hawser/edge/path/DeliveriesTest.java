package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hawser.edge.overlay.Feedback;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private static final long MS = 1_000_000;
  private static final int SESSION = 7;
  private static final int NEXT = 8;

  /// The peer's clock.
  private static final long AHEAD = 5_000_000 * MS;

  private final Deliveries deliveries = new Deliveries();

  private @Nullable Delivery sent(int session, long highest, long lastMs) {
    return sent(session, highest, lastMs - 9, lastMs);
  }

  private @Nullable Delivery sent(int session, long highest, long firstMs, long lastMs) {
    return deliveries.onSendReport(
        new SendReport(
            (lastMs + 1) * MS,
            session,
            highest,
            highest + 1,
            0,
            SendReport.NONE,
            firstMs * MS,
            lastMs * MS));
  }

  private @Nullable Delivery arrived(int session, long highest, long received, long atMs) {
    return deliveries.onFeedback(
        new Feedback(
            session,
            highest,
            received,
            highest,
            highest,
            0,
            0,
            received * 1_000,
            AHEAD + atMs * MS));
  }

  private static Delivery some(@Nullable Delivery delivery) {
    return Objects.requireNonNull(delivery);
  }

  @Test
  void tellsWhatArrivedSinceTheLastReport() {
    sent(SESSION, 9, 10);
    sent(SESSION, 19, 20);
    assertThat(arrived(SESSION, 9, 10, 40)).as("since when is not known").isNull();
    Delivery delivery = some(arrived(SESSION, 19, 18, 65));
    assertThat(delivery.packets()).isEqualTo(8);
    assertThat(delivery.bytes()).isEqualTo(8_000);
    assertThat(delivery.lastedNs()).isEqualTo(25 * MS);
    assertThat(delivery.sentNs()).isEqualTo(20 * MS);
    assertThat(delivery.transitNs()).isCloseTo(AHEAD + 45 * MS, within(10L));
  }

  @Test
  void whatWasSentBetweenTwoReportsWasSentEvenly() {
    sent(SESSION, 9, 10);
    sent(SESSION, 19, 20);
    arrived(SESSION, 9, 10, 40);
    assertThat(some(arrived(SESSION, 14, 15, 50)).sentNs()).isEqualTo(15 * MS);
    // But within the time that a report is about, and not in the quiet before.
    sent(SESSION, 29, 120);
    assertThat(some(arrived(SESSION, 24, 25, 150)).sentNs()).isEqualTo(115 * MS);
  }

  /// An answer to a probe of the peer leaves in a quiet, and nobody is told.
  @Test
  void doesNotGuessWhenSomethingLeftInAQuiet() {
    sent(SESSION, 9, 10);
    arrived(SESSION, 9, 10, 40);
    sent(SESSION, 11, 300, 700);
    assertThat(arrived(SESSION, 10, 11, 330)).isNull();
    assertThat(some(arrived(SESSION, 11, 12, 730)).sentNs()).isEqualTo(700 * MS);
  }

  @Test
  void waitsForWhatWasSent() {
    sent(SESSION, 9, 10);
    arrived(SESSION, 9, 10, 12);
    assertThat(arrived(SESSION, 19, 20, 17)).isNull();
    Delivery delivery = some(sent(SESSION, 29, 11, 30));
    assertThat(delivery.packets()).isEqualTo(10);
    assertThat(delivery.sentNs()).isEqualTo(20 * MS);
  }

  @Test
  void takesNoReportThatIsOlderThanAnother() {
    sent(SESSION, 9, 10);
    sent(SESSION, 29, 20);
    arrived(SESSION, 9, 10, 30);
    assertThat(arrived(SESSION, 29, 30, 60)).isNotNull();
    assertThat(arrived(SESSION, 19, 20, 50)).isNull();
    assertThat(arrived(SESSION, 29, 30, 60)).isNull();
    assertThat(arrived(99, 29, 30, 60)).as("of another's session").isNull();
  }

  @Test
  void goesOnOverARekey() {
    sent(SESSION, 9, 10);
    arrived(SESSION, 9, 10, 30);
    sent(SESSION, 19, 20);
    sent(NEXT, 4, 30);
    assertThat(some(arrived(NEXT, 4, 5, 50)).lastedNs()).isEqualTo(20 * MS);
    assertThat(arrived(SESSION, 19, 20, 40)).as("beside the new session").isNull();
    sent(NEXT, 14, 40);
    assertThat(some(arrived(NEXT, 14, 15, 75)).packets()).isEqualTo(10);
  }

  @Test
  void knowsNothingOfWhatWasSentLongAgo() {
    for (int report = 0; report < 400; report++) {
      sent(SESSION, 10L * report, 10L * report);
    }
    assertThat(arrived(SESSION, 25, 20, 4_100)).isNull();
    assertThat(arrived(SESSION, 3_500, 3_400, 4_200)).isNull();
    assertThat(some(arrived(SESSION, 3_600, 3_500, 4_300)).sentNs()).isEqualTo(3_600 * MS);
  }

  @Test
  void beginsAnewWithAnotherClock() {
    sent(SESSION, 9, 10);
    sent(SESSION, 19, 20);
    sent(SESSION, 29, 30);
    arrived(SESSION, 9, 10, 40);
    deliveries.forgetTransit();
    assertThat(arrived(SESSION, 19, 20, -900)).isNull();
    assertThat(some(arrived(SESSION, 29, 30, -880)).lastedNs()).isEqualTo(20 * MS);
  }
}
