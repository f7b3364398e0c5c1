package io.hawser.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyWriterTest {
  @Test
  void writesWhatReadsBackAsAnEqualPolicy() {
    long seed = System.nanoTime();
    System.out.println("PolicyWriterTest seed " + seed);
    var policies = new RandomPolicy(new Random(seed));
    for (int i = 0; i < 500; i++) {
      Policy policy = policies.next();
      String yaml = policy.toYaml();

      Policy again = Policy.parse(yaml, "random.yaml");

      assertThat(again).isEqualTo(policy);
      assertThat(again.toYaml()).isEqualTo(yaml);
    }
  }
}
