package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.api.PathCounts;
import io.hawser.orchestrator.api.PathMeasurement;
import io.hawser.orchestrator.api.PathReport;
import io.hawser.orchestrator.console.PathQuality;
import io.hawser.orchestrator.console.PathQuality.Minute;
import io.hawser.orchestrator.console.PathQuality.OneWay;
import org.jspecify.annotations.Nullable;

/// What an edge told of a path, as it is shown.
final class Qualities {
  private static final long UNMEASURED = -1;

  private Qualities() {}

  /// Null where the edge is of a version that tells none of it.
  static @Nullable PathQuality of(PathMeasurement told) {
    if (!told.hasCounts()) {
      return null;
    }
    PathCounts counts = told.getCounts();
    return new PathQuality(
        told.hasOneWayUs() ? told.getOneWayUs() : UNMEASURED,
        told.hasBehindUs() ? told.getBehindUs() : UNMEASURED,
        counts.getExpectedOut(),
        counts.getMissingOut(),
        counts.getExpectedIn(),
        counts.getMissingIn(),
        told.hasReport() ? minute(told.getReport()) : null);
  }

  private static Minute minute(PathReport report) {
    return new Minute(
        report.getLengthMs(),
        Integer.toUnsignedLong(report.getAnswers()),
        report.getRttP50Us(),
        report.getRttP95Us(),
        report.getRttP99Us(),
        report.getRttMaxUs(),
        Integer.toUnsignedLong(report.getMissed()),
        report.getMissedInRow(),
        Integer.toUnsignedLong(report.getMostMissedInRow()),
        oneWay(report.getOut()),
        oneWay(report.getIn()));
  }

  private static OneWay oneWay(PathReport.OneWay direction) {
    return new OneWay(
        direction.getLossPpm(),
        direction.getVariationP50Us(),
        direction.getVariationP99Us(),
        direction.getOpinionScore());
  }
}
