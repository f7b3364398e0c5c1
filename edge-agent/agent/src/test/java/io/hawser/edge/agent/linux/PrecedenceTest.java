package io.hawser.edge.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PrecedenceTest {
  /// Place of `nice` after the name, see proc(5).
  private static final int NICE = 16;

  @Test
  void isOfTheCallingThreadAlone() throws Exception {
    int before = nice();
    CompletableFuture<Integer> raised = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> raised.complete(Precedence.ofPackets() ? niceOfThisThread() : before));
    thread.join();
    assumeTrue(raised.join() != before, "may not raise a priority here");

    assertThat(raised.join()).isEqualTo(-10);
    assertThat(nice()).isEqualTo(before);
  }

  private static int niceOfThisThread() {
    try {
      return nice();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int nice() throws IOException {
    String line = Files.readString(Path.of("/proc/thread-self/stat"));
    return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ")[NICE]);
  }
}
