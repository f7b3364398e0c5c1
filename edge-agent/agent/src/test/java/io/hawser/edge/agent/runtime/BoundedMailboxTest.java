package io.hawser.edge.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedMailboxTest {
  private static final int CAPACITY = 4096;

  @Test
  void runsTheCallsOfEachAskerInTheirOrder() throws Exception {
    BoundedMailbox mailbox = new BoundedMailbox(() -> {});
    List<List<Integer>> heard = List.of(new ArrayList<>(), new ArrayList<>());
    List<Thread> askers = new ArrayList<>();
    for (List<Integer> mine : heard) {
      askers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 20_000; n++) {
                      int number = n;
                      mailbox.put(() -> mine.add(number));
                    }
                  }));
    }

    while (heard.stream().anyMatch(numbers -> numbers.size() < 20_000)) {
      mailbox.run();
    }

    for (Thread asker : askers) {
      asker.join();
    }
    assertThat(heard).allSatisfy(numbers -> assertThat(numbers).isSorted().hasSize(20_000));
    assertThat(mailbox.isEmpty()).isTrue();
  }

  @Test
  void refusesWhatFindsNoRoomAndTellsHowFullItIs() {
    AtomicInteger rung = new AtomicInteger();
    BoundedMailbox mailbox = new BoundedMailbox(rung::incrementAndGet);
    for (int n = 0; n < CAPACITY; n++) {
      assertThat(mailbox.fill()).isEqualTo((double) n / CAPACITY);
      assertThat(mailbox.offer(() -> {})).isTrue();
    }

    assertThat(mailbox.offer(() -> {})).isFalse();
    // Also for the one that was refused: the reader has enough to do.
    assertThat(rung).hasValue(CAPACITY + 1);

    mailbox.run();
    assertThat(mailbox.fill()).isZero();
    assertThat(mailbox.offer(() -> {})).isTrue();
  }

  /// Else both would wait: the reader for its bell, who rings it only at the end of his cycle for
  /// room.
  @Test
  void whoWaitsForRoomWakesTheReaderAtOnce() throws Exception {
    CountDownLatch rungNow = new CountDownLatch(1);
    BoundedMailbox mailbox =
        new BoundedMailbox(
            new BoundedMailbox.Bell() {
              @Override
              public void ring() {}

              @Override
              public void ringNow() {
                rungNow.countDown();
              }
            });
    while (mailbox.offer(() -> {})) {}
    Thread asker = Thread.ofPlatform().start(() -> mailbox.put(() -> {}));

    assertThat(rungNow.await(10, TimeUnit.SECONDS)).isTrue();

    mailbox.run();
    asker.join();
  }

  @Test
  void whoHurriesWakesTheReaderWhereSomethingWaitsOnly() {
    AtomicInteger rungNow = new AtomicInteger();
    BoundedMailbox mailbox =
        new BoundedMailbox(
            new BoundedMailbox.Bell() {
              @Override
              public void ring() {}

              @Override
              public void ringNow() {
                rungNow.incrementAndGet();
              }
            });
    // The first place of the ring is one that rings by itself.
    mailbox.put(() -> {});
    mailbox.run();
    rungNow.set(0);

    mailbox.hurry();
    assertThat(rungNow).hasValue(0);

    mailbox.put(() -> {});
    mailbox.hurry();
    assertThat(rungNow).hasValue(1);
  }

  @Test
  void nobodyWaitsForAReaderThatIsGone() {
    BoundedMailbox mailbox = new BoundedMailbox(() -> {});
    while (mailbox.offer(() -> {})) {}
    mailbox.close();

    mailbox.put(() -> {});

    assertThat(mailbox.fill()).isEqualTo(1);
  }
}
