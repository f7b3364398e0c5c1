package io.hawser.edge.control;

import io.hawser.edge.path.ReceiveReport;
import io.hawser.edge.path.SendReport;
import io.hawser.edge.wireguard.Contact;

/// When user packets last passed on a path between edges, probes and keepalives apart. Owned by the
/// control thread.
final class DataTimes {
  private long lastNs = Contact.NEVER;
  private long sent;
  private int session;
  private long received;

  /// Answers whether user packets were sent since the report before.
  boolean onSendReport(SendReport report) {
    boolean more = report.dataPackets() != sent;
    if (more) {
      sent = report.dataPackets();
      note(report.takenNs());
    }
    return more;
  }

  /// Answers whether user packets came since the report before.
  boolean onReceiveReport(ReceiveReport report) {
    int index = report.feedback().receiverIndex();
    boolean more = index == session ? report.dataPackets() > received : report.dataPackets() > 0;
    if (more) {
      session = index;
      received = report.dataPackets();
      note(report.lastHeardNs());
    }
    return more;
  }

  private void note(long atNs) {
    if (lastNs == Contact.NEVER || atNs - lastNs > 0) {
      lastNs = atNs;
    }
  }

  /// Or [Contact#NEVER].
  long lastNs() {
    return lastNs;
  }
}
