package io.hawser.edge.agent.process;

import io.hawser.edge.agent.linux.SendRefusal;
import io.hawser.edge.agent.local.DropView;
import io.hawser.edge.dataplane.DropReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Words drops for people: each reason, and what the kernel said of the datagrams that it refused.
final class DropViews {
  private DropViews() {}

  /// The kernel's reasons follow the one that counts them all; what it dropped by itself comes
  /// last.
  static List<DropView> of(
      Map<DropReason, Long> drops, Map<SendRefusal, Long> refusals, long overflowed) {
    List<DropView> views = new ArrayList<>();
    drops.forEach(
        (reason, packets) -> {
          views.add(new DropView(reason.word(), packets, reason.meaning()));
          if (reason == DropReason.LINK_REFUSED) {
            refusals.forEach(
                (refusal, count) ->
                    views.add(
                        new DropView(
                            reason.word() + "/" + refusal.label(),
                            count,
                            "of these, for the kernel's reason; handshakes included")));
          }
        });
    if (overflowed > 0) {
      views.add(
          new DropView(
              "receive-overflow",
              overflowed,
              "arrived faster than this edge opens packets: the sockets' buffers were full"));
    }
    return views;
  }
}
