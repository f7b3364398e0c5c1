package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.Steering.ClassAndPeer;
import io.hawser.edge.steer.Choice;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReturnsTest {
  private static final ClassAndPeer VOICE = new ClassAndPeer("voice", "hq");

  private final Returns returns = new Returns();

  @Test
  void goAFifthAtATime() {
    returns.begin(VOICE, List.of("a"), List.of("b"), 0);
    assertThat(returns.from(VOICE)).containsExactly("a");
    assertThat(returns.moved(VOICE, 0)).isEqualTo(1);
    assertThat(returns.nextDeadlineNs(0)).isEqualTo(Returns.STEP_NS);
    assertThat(returns.moved(VOICE, Returns.STEP_NS)).isEqualTo(2);
  }

  @Test
  void areNoneWhereAPathIsOnlyAdded() {
    returns.begin(VOICE, List.of("a"), List.of("a", "b"), 0);
    assertThat(returns.nextDeadlineNs(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(returns.moved(VOICE, 0)).isEqualTo(Choice.PARTS);
  }

  @Test
  void endWhereEverythingTheyLeftIsAmongTheBestAgain() {
    returns.begin(VOICE, List.of("a"), List.of("b"), 0);
    returns.begin(VOICE, List.of("b"), List.of("a", "b"), 1);
    assertThat(returns.from(VOICE)).isEmpty();
    assertThat(returns.nextDeadlineNs(1)).isEqualTo(Long.MAX_VALUE);
  }
}
