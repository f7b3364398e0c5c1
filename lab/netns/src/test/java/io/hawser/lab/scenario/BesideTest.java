package io.hawser.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BesideTest {
  @Test
  void runsBesideItsCaller() throws IOException {
    CountDownLatch seen = new CountDownLatch(1);
    try (Beside<String> work = Beside.start(() -> awaited(seen))) {
      seen.countDown();
      assertThat(work.result()).isEqualTo("seen");
    }
  }

  /// Who asks for the result closes it too, and is to hear of one failure.
  @Test
  void aFailureIsToldOnce() {
    IOException why = new IOException("iperf3: refused");
    assertThatThrownBy(
            () -> {
              try (Beside<String> work = Beside.start(() -> fails(why))) {
                work.result();
              }
            })
        .isSameAs(why)
        .hasNoSuppressedExceptions();
  }

  @Test
  void aFailureOfWhatNobodyAskedForIsToldAtItsEnd() {
    assertThatThrownBy(
            () -> {
              try (Beside<String> _ = Beside.start(() -> fails(new IOException("refused")))) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
              }
            })
        .hasMessage("refused");
  }

  @Test
  void whatElseItThrowsIsTold() {
    assertThatThrownBy(
            () ->
                Beside.start(
                        () -> {
                          throw new IllegalStateException("no port");
                        })
                    .result())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no port");
  }

  @Test
  void allRunAtTheSameTimeAndAnswerInOrder() throws IOException {
    CountDownLatch both = new CountDownLatch(2);
    List<String> results =
        Beside.all(List.of(() -> awaited(both, "one"), () -> awaited(both, "two")));
    assertThat(results).containsExactly("one", "two");
  }

  @Test
  void ofSeveralFailuresTheFirstTellsTheOthers() {
    IOException one = new IOException("one");
    IOException other = new IOException("other");
    assertThatThrownBy(() -> Beside.all(List.of(() -> fails(one), () -> fails(other))))
        .isSameAs(one)
        .hasSuppressedException(other);
  }

  private static String fails(IOException why) throws IOException {
    throw why;
  }

  private static String awaited(CountDownLatch latch, String name) throws IOException {
    latch.countDown();
    awaited(latch);
    return name;
  }

  private static String awaited(CountDownLatch latch) throws IOException {
    try {
      latch.await();
      return "seen";
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }
}
