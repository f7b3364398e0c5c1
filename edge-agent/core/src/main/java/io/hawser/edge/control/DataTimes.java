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

  void onSendReport(SendReport report) {
    if (report.dataPackets() != sent) {
      sent = report.dataPackets();
      note(report.takenNs());
    }
  }

  void onReceiveReport(ReceiveReport report) {
    int index = report.feedback().receiverIndex();
    boolean more = index == session ? report.dataPackets() > received : report.dataPackets() > 0;
    if (more) {
      session = index;
      received = report.dataPackets();
      note(report.lastHeardNs());
    }
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
