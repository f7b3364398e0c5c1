package io.hawser.edge.qos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoDelTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final int LENGTH = 1_000;

  @Test
  void dropsNothingOfAQueueThatDrains() {
    CoDel codel = new CoDel();
    for (int n = 0; n < 10_000; n++) {
      // Above the target for 90 ms, then once below.
      long waitedNs = n % 10 == 9 ? 4 * NS_PER_MS : 60 * NS_PER_MS;
      assertThat(codel.drops(waitedNs, CoDel.TARGET_NS, false, n * 10 * NS_PER_MS)).isFalse();
    }
  }

  @Test
  void dropsMoreAndMoreOftenOfAQueueThatStands() {
    CoDel codel = new CoDel();
    List<Long> dropsMs = new ArrayList<>();
    for (long ms = 0; ms < 500; ms++) {
      if (codel.drops(50 * NS_PER_MS, CoDel.TARGET_NS, false, ms * NS_PER_MS)) {
        dropsMs.add(ms);
      }
    }
    // 100 ms until it stands, then after 100, 71, 58, 50 ms and so on.
    assertThat(dropsMs.subList(0, 5)).containsExactly(100L, 200L, 271L, 329L, 379L);
  }

  @Test
  void leavesTheLastPacketAlone() {
    CoDel codel = new CoDel();
    for (long ms = 0; ms < 1_000; ms++) {
      assertThat(codel.drops(900 * NS_PER_MS, CoDel.TARGET_NS, true, ms * NS_PER_MS)).isFalse();
    }
  }

  @Test
  void isAsPatientAsASlowLinkNeeds() {
    CoDel codel = new CoDel();
    // A packet takes 100 ms: waiting for one is no standing queue, and a second is soon there.
    long targetNs = 150 * NS_PER_MS;
    for (long ms = 0; ms < 2_000; ms += 100) {
      assertThat(codel.drops(140 * NS_PER_MS, targetNs, false, ms * NS_PER_MS)).isFalse();
    }
    for (long ms = 2_000; ms < 2_200; ms += 100) {
      assertThat(codel.drops(160 * NS_PER_MS, targetNs, false, ms * NS_PER_MS)).isFalse();
    }
  }

  /// Beside the queue of RFC 8289's appendix, which dequeues and drops in one.
  @Test
  void decidesLikeTheQueueOfTheRfc() {
    long seed = new Random().nextLong();
    System.out.println("decidesLikeTheQueueOfTheRfc seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      Reference reference = new Reference();
      CoDel codel = new CoDel();
      ArrayDeque<Long> mine = new ArrayDeque<>();
      List<Long> mineSent = new ArrayList<>();
      List<Long> referenceSent = new ArrayList<>();
      double load = 0.5 + random.nextDouble();
      for (long nowNs = 0; nowNs < 5_000 * NS_PER_MS; nowNs += NS_PER_MS) {
        for (double p = load * 2 * random.nextDouble(); random.nextDouble() < p; p--) {
          mine.add(nowNs);
          reference.queue.add(nowNs);
        }
        long sent = poll(codel, mine, nowNs);
        mineSent.add(sent);
        referenceSent.add(reference.dequeue(nowNs));
      }
      assertThat(mineSent).as("round %d", round).isEqualTo(referenceSent);
    }
  }

  private static long poll(CoDel codel, ArrayDeque<Long> queue, long nowNs) {
    while (!queue.isEmpty()) {
      long since = queue.remove();
      boolean little = queue.size() * LENGTH <= FairQueue.QUANTUM;
      if (!codel.drops(nowNs - since, CoDel.TARGET_NS, little, nowNs)) {
        return since;
      }
    }
    return -1;
  }

  /// Appendix A of the RFC, with packets that are the times at which they came.
  private static final class Reference {
    final ArrayDeque<Long> queue = new ArrayDeque<>();
    private long firstAboveTime;
    private long dropNext;
    private long count;
    private long lastcount;
    private boolean dropping;
    private boolean okToDrop;

    private long doDequeue(long now) {
      okToDrop = false;
      if (queue.isEmpty()) {
        firstAboveTime = 0;
        return -1;
      }
      long packet = queue.remove();
      if (now - packet < CoDel.TARGET_NS || queue.size() * LENGTH <= FairQueue.QUANTUM) {
        firstAboveTime = 0;
      } else if (firstAboveTime == 0) {
        firstAboveTime = now + CoDel.INTERVAL_NS;
      } else if (now >= firstAboveTime) {
        okToDrop = true;
      }
      return packet;
    }

    long dequeue(long now) {
      long packet = doDequeue(now);
      if (dropping) {
        if (!okToDrop) {
          dropping = false;
        }
        while (now >= dropNext && dropping) {
          count++;
          packet = doDequeue(now);
          if (okToDrop) {
            dropNext = controlLaw(dropNext);
          } else {
            dropping = false;
          }
        }
      } else if (okToDrop) {
        packet = doDequeue(now);
        dropping = true;
        long delta = count - lastcount;
        count = delta > 1 && now - dropNext < 16 * CoDel.INTERVAL_NS ? delta : 1;
        dropNext = controlLaw(now);
        lastcount = count;
      }
      return packet;
    }

    private long controlLaw(long t) {
      return t + (long) (CoDel.INTERVAL_NS / Math.sqrt(count));
    }
  }
}
