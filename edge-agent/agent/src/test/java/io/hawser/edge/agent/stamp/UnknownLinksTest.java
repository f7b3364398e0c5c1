package io.hawser.edge.agent.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnknownLinksTest {
  private final UnknownLinks unknown = new UnknownLinks(List.of("brodband", "lte"));

  @Test
  void aNameThatIsNoLinksIsToldOnceForEachSetOfLinks() {
    assertThat(unknown.toTell(Set.of("broadband", "lte"))).containsExactly("brodband");
    assertThat(unknown.toTell(Set.of("broadband", "lte"))).isEmpty();
    assertThat(unknown.toTell(Set.of("broadband"))).containsExactly("brodband", "lte");
    assertThat(unknown.toTell(Set.of("broadband", "lte"))).containsExactly("brodband");
  }

  @Test
  void anEdgeWithoutARevisionMissesNothing() {
    assertThat(unknown.toTell(Set.of())).isEmpty();
  }
}
