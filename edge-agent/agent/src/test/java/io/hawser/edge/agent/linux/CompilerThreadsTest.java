package io.hawser.edge.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerThreadsTest {
  @Test
  void tellsWhatCompilersTook() {
    CompilerThreads compilers = new CompilerThreads();
    long before = compilers.takenMs();
    NativeHeap.trim();

    // To come so far, this JVM has compiled something.
    assertThat(before).isPositive();
    assertThat(compilers.takenMs()).isGreaterThanOrEqualTo(before);
  }
}
