package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.path.PathChange;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SameSeedTest {
  /// Also of two that run side by side.
  @Test
  void tellsTheSameStory() {
    List<List<String>> stories = Seeds.gather(2, _ -> story(7)).values();
    assertThat(stories.getFirst()).isNotEmpty().isEqualTo(stories.getLast());
    assertThat(story(8)).isNotEqualTo(stories.getFirst());
  }

  /// What became of a call's packets and of the paths, through loss, a pause, a failure and rekeys.
  private static List<String> story(long seed) {
    Company company =
        new Company(
            seed,
            Link.of("broadband", Company.jittery(Company.BROADBAND, Duration.ofMillis(10))),
            Link.of("cable", Company.CABLE.withLoss(0.05, 2)));
    Call call = company.call();
    company.run(Duration.ofSeconds(130));
    company.hq.host.pause(Company.SECOND_NS);
    company.run(Duration.ofSeconds(10));
    company.blackHole("broadband", true);
    company.run(Duration.ofSeconds(10));
    List<String> told =
        new ArrayList<>(company.branch.changes.stream().map(PathChange::toString).toList());
    for (Stream stream : call.both()) {
      stream
          .sent(0, Stream.NEVER)
          .forEach(packet -> told.add(packet.sentNs + " " + packet.arrivedNs + packet.links));
    }
    return told;
  }
}
