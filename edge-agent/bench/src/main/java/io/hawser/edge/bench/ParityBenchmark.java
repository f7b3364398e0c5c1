package io.hawser.edge.bench;

import io.hawser.edge.fec.Decoder;
import io.hawser.edge.fec.Encoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to protect packets of 1,400 bytes with a window of 64: the sender's two steps, and
/// a window at the receiver, whole and with two of its packets lost. What the last two differ by is
/// the repairing of two packets, less the two that did not come.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"})
public class ParityBenchmark {
  private static final int WINDOW = Encoder.MOST_WINDOW;
  private static final int LENGTH = 1_400;
  private static final int STRIDE = 1_408;

  /// Those that get lost: two next to one another.
  private static final int LOST = 20;

  private final MemorySegment packets = Arena.global().allocate((long) WINDOW * STRIDE, 64);
  private final MemorySegment repairs = Arena.global().allocate(2L * STRIDE, 64);
  private final int[] keys = new int[2];
  private final Encoder encoder = new Encoder(WINDOW, LENGTH, 0);
  private int repairLength;

  private long delivered;
  private long windows;
  private final Decoder decoder =
      new Decoder(LENGTH, (id, packet, at, length) -> delivered += length);
  private int firstId;

  /// The factors depend on the key and the place in the window alone, so that the same two repair
  /// symbols do for every window of the same packets.
  @Setup
  public void fill() {
    Random random = new Random(1);
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < WINDOW; i++) {
      random.nextBytes(bytes);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, packets, (long) i * STRIDE, LENGTH);
      encoder.add(packets, (long) i * STRIDE, LENGTH);
    }
    for (int n = 0; n < keys.length; n++) {
      repairLength = encoder.makeRepair(repairs, (long) n * STRIDE);
      keys[n] = encoder.repairKey();
    }
  }

  @Benchmark
  public boolean addSource() {
    return encoder.add(packets, 0, LENGTH);
  }

  @Benchmark
  public int makeRepair() {
    return encoder.makeRepair(repairs, 0);
  }

  @Benchmark
  public long decodeWindow() {
    come(0, WINDOW);
    return next();
  }

  @Benchmark
  public long decodeWindowWithTwoLosses() {
    windows++;
    come(0, LOST);
    come(LOST + 2, WINDOW);
    for (int n = 0; n < keys.length; n++) {
      decoder.onRepair(firstId, WINDOW, keys[n], repairs, (long) n * STRIDE, repairLength);
    }
    return next();
  }

  private void come(int from, int to) {
    for (int i = from; i < to; i++) {
      decoder.onSource(firstId + i, packets, (long) i * STRIDE, LENGTH);
    }
  }

  private long next() {
    firstId += WINDOW;
    return delivered;
  }

  /// Throws where something was not repaired.
  @TearDown
  public void check() {
    long recovered = decoder.counts().recovered();
    if (recovered != 2 * windows) {
      throw new IllegalStateException(
          "recovered: " + recovered + " (expected: " + 2 * windows + ")");
    }
  }
}
