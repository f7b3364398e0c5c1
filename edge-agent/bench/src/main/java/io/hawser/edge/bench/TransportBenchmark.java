package io.hawser.edge.bench;

import io.hawser.edge.crypto.AeadSuite;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.wireguard.ReceiveKey;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.edge.wireguard.Transport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One packet through a session, in place in native memory, by each cipher: sealed, and sealed and
/// opened, with header, counter, replay window and what is published for the timers. `-prof gc`
/// shows the garbage a packet.
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"})
public class TransportBenchmark {
  private static final int MTU = 1420;
  private static final long NOW_NS = 1;

  @Param({"jdk", "libcrypto"})
  public String suite;

  @Param({"CHACHA20_POLY1305", "AES_256_GCM"})
  public PacketCipher cipher;

  @Param({"64", "512", "1420"})
  public int length;

  private final MemorySegment buffer = Arena.global().allocate(2048);
  private SendKey sendKey;
  private ReceiveKey receiveKey;

  @Setup
  public void connect() {
    AeadSuite aeads = PacketCiphers.choose(suite, cipher.word(), System::nanoTime).suite();
    SessionPair pair = SessionPair.connect(aeads, cipher, NOW_NS);
    sendKey = pair.sendKey();
    receiveKey = pair.receiveKey();
  }

  @Benchmark
  public int sealed() {
    return sendKey.seal(buffer, Transport.HEADER_LENGTH, length, MTU, NOW_NS);
  }

  @Benchmark
  public int sealedAndOpened() {
    int datagramLength = sendKey.seal(buffer, Transport.HEADER_LENGTH, length, MTU, NOW_NS);
    int opened = receiveKey.open(buffer, 0, datagramLength, NOW_NS);
    if (opened < length) {
      throw new IllegalStateException("opened: " + opened + " (expected: " + length + ")");
    }
    return opened;
  }
}
