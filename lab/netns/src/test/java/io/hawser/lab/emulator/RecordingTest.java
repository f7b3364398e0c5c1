package io.hawser.lab.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hawser.lab.simnet.RateTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  @TempDir Path directory;

  @Test
  void writesWhatARateComesTo() throws IOException {
    // One packet of 1,504 bytes a millisecond.
    RateTrace rate = RateTrace.constant(12_032_000);

    Recording written =
        Recording.write(rate, Duration.ofSeconds(2), directory.resolve("even.trace"));

    List<String> lines = Files.readAllLines(written.file());
    assertThat(lines).hasSize(2_000);
    assertThat(lines.getLast()).isEqualTo("2000");
    assertThat(written.length()).isEqualTo(Duration.ofSeconds(2));
    assertThat(written.meanBps() / 12_032_000.0).isCloseTo(1, within(0.001));
  }

  @Test
  void endsWithItsLengthWhereNothingPassesThen() throws IOException {
    RateTrace rate = RateTrace.steps(Duration.ofSeconds(1), 12_032_000, 0);

    Recording written =
        Recording.write(rate, Duration.ofSeconds(2), directory.resolve("outage.trace"));

    assertThat(written.length()).isEqualTo(Duration.ofSeconds(2));
    assertThat(Files.readAllLines(written.file())).hasSize(1_001).endsWith("1000", "2000");
  }

  @Test
  void aCellOfASeedIsAlwaysTheSame() throws IOException {
    Duration length = Duration.ofSeconds(10);

    Recording one = Recording.write(cell(length), length, directory.resolve("one.trace"));
    Recording other = Recording.write(cell(length), length, directory.resolve("other.trace"));

    assertThat(one.file()).hasSameTextualContentAs(other.file());
    assertThat(one.length()).isEqualTo(length);
    assertThat(one.meanBps()).isBetween(2_000_000L, 40_000_000L);
  }

  private static RateTrace cell(Duration length) {
    return RateTrace.cellular(new SplittableRandom(3), 2_000_000, 40_000_000, length);
  }

  @Test
  void refusesWhatIsNoRecording() throws IOException {
    Path file = Files.writeString(directory.resolve("wrong.trace"), "one\ntwo\n");

    assertThatThrownBy(() -> Recording.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wrong.trace:1: one (expected: a millisecond from 0)");
    Path empty = Files.writeString(directory.resolve("empty.trace"), "\n");
    assertThatThrownBy(() -> Recording.read(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no recording");
  }
}
