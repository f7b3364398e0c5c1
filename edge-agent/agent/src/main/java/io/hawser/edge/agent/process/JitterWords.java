package io.hawser.edge.agent.process;

import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.playout.PlayoutFlowView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Says what is done for the even spacing of a conversation.
final class JitterWords {
  private static final double US_PER_MS = 1_000;

  private JitterWords() {}

  /// Empty where nothing is.
  ///
  /// @param answers what arrives here in answer
  static String of(FlowView flow, List<FlowView> answers) {
    List<String> words = new ArrayList<>();
    if (flow.jitterBufferNs() > 0) {
      words.add(
          "the far edge holds its packets for up to %d ms"
              .formatted(TimeUnit.NANOSECONDS.toMillis(flow.jitterBufferNs())));
    }
    for (FlowView answer : answers) {
      PlayoutFlowView playout = answer.playout();
      if (playout != null) {
        words.add(arriving(playout));
      }
    }
    return String.join("; ", words);
  }

  private static String arriving(PlayoutFlowView playout) {
    return "what answers it is held here for %s of %s: jitter %s as it comes, %s as it leaves, %d of %d packets too late"
        .formatted(
            ms(playout.waitUs()),
            ms(playout.capUs()),
            ms(playout.arrivingJitterUs()),
            ms(playout.leavingJitterUs()),
            playout.late(),
            playout.packets());
  }

  private static String ms(long us) {
    return String.format(Locale.ROOT, "%.1f ms", us / US_PER_MS);
  }
}
