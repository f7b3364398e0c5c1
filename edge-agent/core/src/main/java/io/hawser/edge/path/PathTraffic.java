package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import org.jspecify.annotations.Nullable;

/// Tells what of a path arrived, and how long it took, to whoever reckons its link's rate from it.
/// Owned by control.
final class PathTraffic {
  private final int path;
  private final PathOutput output;
  private final Deliveries deliveries = new Deliveries();

  PathTraffic(int path, PathOutput output) {
    this.path = path;
    this.output = output;
  }

  /// @param forgivenNs what was sent before may have waited while one of the two edges stood still
  void onSendReport(SendReport report, long forgivenNs) {
    tell(deliveries.onSendReport(report), forgivenNs, report.takenNs());
  }

  void onFeedback(Feedback feedback, long forgivenNs, long nowNs) {
    tell(deliveries.onFeedback(feedback), forgivenNs, nowNs);
  }

  private void tell(@Nullable Delivery delivery, long forgivenNs, long nowNs) {
    if (delivery != null && delivery.sentNs() - forgivenNs >= 0) {
      output.onDelivery(path, delivery, nowNs);
    }
  }

  void onTransit(long transitNs, long sentNs, long nowNs) {
    output.onTransit(path, transitNs, sentNs, nowNs);
  }

  void onSettled(CounterAccount sent, long nowNs) {
    output.onSettled(path, sent.newlyExpected(), sent.newlyMissing(), nowNs);
  }

  /// One of the two clocks is another one now.
  void forgetTransit() {
    deliveries.forgetTransit();
    output.onClockStep(path);
  }
}
