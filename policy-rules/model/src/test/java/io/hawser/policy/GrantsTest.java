package io.hawser.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrantsTest {
  private static final int INTRANET = 0;
  private static final int VOICE = 1;

  @Test
  void permitEverythingWhereThereAreNone() {
    Grants grants = Grants.of(policy(List.of()));

    assertThat(grants.permits("a", "b", INTRANET)).isTrue();
    assertThat(grants.permits("a", "b", ApplicationMatcher.UNRECOGNISED)).isTrue();
  }

  @Test
  void permitOnlyWhatIsNamedWhereThereAreSome() {
    Grants grants =
        Grants.of(
            policy(List.of(new Grant("shops", List.of("a"), List.of("dc"), List.of("intranet")))));

    assertThat(grants.permits("a", "dc", INTRANET)).isTrue();
    assertThat(grants.permits("a", "dc", VOICE)).isFalse();
    assertThat(grants.permits("a", "dc", ApplicationMatcher.UNRECOGNISED)).isFalse();
    assertThat(grants.permits("dc", "a", INTRANET)).isFalse();
    assertThat(grants.permits("b", "dc", INTRANET)).isFalse();
    assertThat(grants.permits("b", "b", VOICE)).isTrue();
  }

  @Test
  void takeAMissingListForAny() {
    Grants grants =
        Grants.of(policy(List.of(new Grant("hq", List.of("hq"), List.of(), List.of()))));

    assertThat(grants.permits("hq", "anywhere", ApplicationMatcher.UNRECOGNISED)).isTrue();
    assertThat(grants.permits("anywhere", "hq", VOICE)).isFalse();
  }

  private static Policy policy(List<Grant> grants) {
    List<Application> applications =
        List.of(
            new Application("intranet", List.of(new Match(List.of(), 6, List.of(), List.of()))),
            new Application("voice", List.of(new Match(List.of(), 17, List.of(), List.of()))));
    var only =
        new TrafficClass(
            "only",
            List.of(),
            SteeringMode.SINGLE,
            ServiceLevel.NONE,
            List.of(),
            false,
            false,
            false,
            QueueClass.BUSINESS);
    return new Policy(applications, List.of(only), "only", QueueShares.STANDARD, grants, List.of());
  }
}
