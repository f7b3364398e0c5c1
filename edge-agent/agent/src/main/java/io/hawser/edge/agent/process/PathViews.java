package io.hawser.edge.agent.process;

import io.hawser.edge.agent.local.PathView;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.SessionView;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathLabel;
import io.hawser.edge.path.PathReport;
import io.hawser.policy.PathFact;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words paths for people.
final class PathViews {
  private static final long NS_PER_MS = 1_000_000;

  private PathViews() {}

  static List<PathView> of(Snapshot snapshot) {
    return snapshot.paths().stream()
        .map(path -> view(path, snapshot))
        .sorted(Comparator.comparing(PathView::peer).thenComparing(PathView::id))
        .toList();
  }

  private static PathView view(io.hawser.edge.path.PathView path, Snapshot snapshot) {
    PathLabel label = path.label();
    SessionView session = snapshot.session(label.pathId()).orElse(null);
    PathChange change = path.outboundChange();
    return new PathView(
        label.pathId(),
        label.peer(),
        label.link(),
        label.peerLink(),
        label.transport(),
        label.metered(),
        label.backup(),
        Reporter.word(path.outbound()),
        Reporter.word(path.inbound()),
        change == null ? "" : change.text(),
        change == null ? 0 : (snapshot.nowNs() - change.atNs()) / NS_PER_MS,
        Reporter.microseconds(path.smoothedRttNs()),
        Reporter.microseconds(path.jitterNs()),
        path.outboundLossPpm(),
        path.inboundLossPpm(),
        snapshot.fact(label.pathId()).map(PathFact::lossPpm).orElse(PathFact.UNMEASURED),
        label.link(),
        session == null ? "" : text(session.endpoint()),
        mtu(label.link(), snapshot.plan()),
        session == null ? "" : cipher(session),
        session == null ? -1 : milliseconds(session.handshakeAgeNs()),
        session == null ? 0 : session.sentBytes(),
        session == null ? 0 : session.receivedBytes(),
        path.outboundCount().expected(),
        path.outboundCount().missing(),
        path.inboundCount().expected(),
        path.inboundCount().missing(),
        Reporter.microseconds(path.oneWayNs()),
        Reporter.microseconds(path.behindNs()),
        report(path.report()));
  }

  private static PathView.@Nullable Report report(@Nullable PathReport report) {
    return report == null
        ? null
        : new PathView.Report(
            milliseconds(report.lengthNs()),
            report.answers(),
            Reporter.microseconds(report.rttP50Ns()),
            Reporter.microseconds(report.rttP95Ns()),
            Reporter.microseconds(report.rttP99Ns()),
            Reporter.microseconds(report.rttMaxNs()),
            report.missed(),
            report.missedInRow(),
            report.mostMissedInRow(),
            oneWay(report.outbound()),
            oneWay(report.inbound()));
  }

  private static PathView.OneWay oneWay(PathReport.OneWay direction) {
    return new PathView.OneWay(
        direction.lossPpm(),
        Reporter.microseconds(direction.variationP50Ns()),
        Reporter.microseconds(direction.variationP99Ns()),
        direction.opinionScore());
  }

  /// Empty where there is no session.
  static String cipher(SessionView session) {
    return session.handshakeAgeNs() < 0 ? "" : session.cipher().word();
  }

  private static int mtu(String link, @Nullable EdgePlan plan) {
    return plan == null
        ? 0
        : plan.links().stream()
            .filter(each -> each.name().equals(link))
            .mapToInt(EdgePlan.LinkPlan::mtu)
            .findFirst()
            .orElse(0);
  }

  static String text(@Nullable InetSocketAddress endpoint) {
    if (endpoint == null) {
      return "";
    }
    String host = endpoint.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + endpoint.getPort();
  }

  static long milliseconds(long ns) {
    return ns < 0 ? -1 : ns / NS_PER_MS;
  }
}
