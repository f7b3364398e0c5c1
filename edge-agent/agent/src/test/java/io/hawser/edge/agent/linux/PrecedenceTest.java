package io.hawser.edge.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
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
            .start(
                () -> raised.complete(Precedence.DECISIONS.take() ? niceOfThisThread() : before));
    thread.join();
    assumeTrue(raised.join() != before, "may not raise a priority here");

    assertThat(raised.join()).isEqualTo(-8);
    assertThat(nice()).isEqualTo(before);
  }

  @Test
  void isGivenToTheCollectorOfGarbage() throws Exception {
    int before = nice("VM Thread");
    assumeTrue(before > -8 && mayRaise(), "may not raise a priority here");

    assertThat(Precedence.DECISIONS.giveCollector()).isTrue();
    assertThat(nice("VM Thread")).isEqualTo(-8);
  }

  /// What a kernel of 6.12 or newer shows; an older one has another slice or none.
  @Test
  void asksForTheShortestSlice() throws Exception {
    CompletableFuture<String> slice =
        CompletableFuture.supplyAsync(
            () -> {
              Precedence.PACKETS.take();
              return slice();
            },
            task -> Thread.ofPlatform().start(task));
    assumeTrue(isOfLinux(6, 12), "an older kernel");
    assumeTrue(!slice.join().isEmpty(), "tells no slices");
    assumeTrue(nice() > -10 && mayRaise(), "may not raise a priority here");

    assertThat(slice.join()).isEqualTo("100000");
  }

  private static boolean mayRaise() {
    return CompletableFuture.supplyAsync(
            Precedence.PACKETS::take, task -> Thread.ofPlatform().start(task))
        .join();
  }

  private static boolean isOfLinux(int major, int minor) {
    String[] version = System.getProperty("os.version").split("[.-]");
    int its = Integer.parseInt(version[0]);
    return its > major || (its == major && Integer.parseInt(version[1]) >= minor);
  }

  private static String slice() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/sched"))) {
      return lines
          .filter(line -> line.startsWith("se.slice"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException _) {
      return "";
    }
  }

  private static int niceOfThisThread() {
    try {
      return nice();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int nice() throws IOException {
    return nice(Path.of("/proc/thread-self"));
  }

  private static int nice(String comm) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).strip().equals(comm)) {
          return nice(thread);
        }
      }
    }
    throw new IOException("thread: " + comm + " (expected: one of this process)");
  }

  private static int nice(Path thread) throws IOException {
    String line = Files.readString(thread.resolve("stat"));
    return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ")[NICE]);
  }
}
