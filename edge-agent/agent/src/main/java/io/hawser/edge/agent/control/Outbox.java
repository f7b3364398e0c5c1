package io.hawser.edge.agent.control;

import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.Applied;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.Hello;
import io.hawser.orchestrator.api.LinkFacts;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.api.Verdict;
import io.hawser.orchestrator.api.Verdicts;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is still to be said to the orchestrator, and in which order.
///
/// On every new stream: hello, then link facts. Then, each as soon as there is something: link
/// facts that changed, the last confirmation, answers to what was asked on this stream, events in
/// their order, verdicts that changed, measurements (the last value wins, at most one an interval).
/// Events wait in a bounded spool while nobody listens; the oldest are dropped, counted, and the
/// count is told as an event of its own.
///
/// Safe for use by several threads; no call blocks.
final class Outbox {
  static final int EVENT_CAPACITY = 1_000;

  /// More are not asked at a time; whoever asks does not wait for those that are left out.
  static final int ANSWER_CAPACITY = 16;

  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final ArrayDeque<Answer> answers = new ArrayDeque<>();
  private @Nullable Hello hello;
  private LinkFacts links;
  private boolean linksDue;
  private long measurementIntervalNs;
  private @Nullable Applied applied;
  private final VerdictNews verdicts = new VerdictNews();
  private @Nullable Measurements measurements;
  private boolean measured;
  private long measuredAtNs;
  private long dropped;
  private long droppedTold;

  Outbox(LinkFacts links) {
    this.links = links;
  }

  /// A new stream begins; what an earlier one was told about links is forgotten.
  ///
  /// @param intervalNs least time between two measurements on it
  synchronized void onStream(Hello greeting, long intervalNs) {
    hello = greeting;
    measurementIntervalNs = intervalNs;
    linksDue = true;
    verdicts.onStream();
    // The hello carries the revision in force.
    applied = null;
    answers.clear();
  }

  synchronized void putLinks(LinkFacts facts) {
    linksDue |= !facts.equals(links);
    links = facts;
  }

  synchronized void putApplied(Applied confirmation) {
    applied = confirmation;
  }

  synchronized void putAnswer(Answer answer) {
    if (answers.size() < ANSWER_CAPACITY) {
      answers.addLast(answer);
    }
  }

  synchronized void putMeasurements(Measurements latest) {
    measurements = latest;
  }

  synchronized void putVerdicts(List<Verdict> latest) {
    verdicts.put(latest);
  }

  synchronized void putEvent(Event event) {
    if (events.size() == EVENT_CAPACITY) {
      events.removeFirst();
      dropped++;
    }
    events.addLast(event);
  }

  synchronized int eventsWaiting() {
    return events.size();
  }

  synchronized long eventsDropped() {
    return dropped;
  }

  /// The next report, taken out; null where there is nothing to say at `nowNs`.
  synchronized @Nullable EdgeReport poll(long nowNs) {
    EdgeReport.Builder report = EdgeReport.newBuilder();
    if (hello != null) {
      report.setHello(hello);
      hello = null;
    } else if (linksDue) {
      report.setLinks(links);
      linksDue = false;
    } else if (applied != null) {
      report.setApplied(applied);
      applied = null;
    } else if (!answers.isEmpty()) {
      report.setAnswer(answers.removeFirst());
    } else if (dropped != droppedTold && !events.isEmpty()) {
      report.setEvent(lossOf(dropped - droppedTold, events.getFirst()));
      droppedTold = dropped;
    } else if (!events.isEmpty()) {
      report.setEvent(events.removeFirst());
    } else if (verdicts.poll() instanceof Verdicts news) {
      report.setVerdicts(news);
    } else if (measurements != null
        && (!measured || nowNs - measuredAtNs >= measurementIntervalNs)) {
      report.setMeasurements(measurements);
      measurements = null;
      measured = true;
      measuredAtNs = nowNs;
    } else {
      return null;
    }
    return report.build();
  }

  private static Event lossOf(long count, Event oldestKept) {
    return Event.newBuilder()
        .setEpochMs(oldestKept.getEpochMs())
        .setKind("events-dropped")
        .setSubject("control")
        .setTo(Long.toString(count))
        .setCause("more than %d events while the orchestrator was away".formatted(EVENT_CAPACITY))
        .build();
  }
}
