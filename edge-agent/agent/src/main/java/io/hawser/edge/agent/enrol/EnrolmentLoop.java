package io.hawser.edge.agent.enrol;

import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.uplink.Backoff;
import io.hawser.edge.agent.uplink.Rotation;
import io.hawser.edge.agent.uplink.Uplink;
import io.hawser.edge.agent.uplink.Uplinks;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Repeats an [Enrolment] over every uplink in turn until the box is an edge.
///
/// A refusal is repeated as well: a claim is renewed or an orchestrator restored without anybody
/// touching the box. Runs on the thread that calls it.
public final class EnrolmentLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentLoop.class);

  private final Enrolment enrolment;
  private final Rotation rotation;
  private final Backoff backoff;
  private final Consumer<EnrolmentState> onState;
  private EnrolmentState told = new EnrolmentState.Unreached("");
  private boolean answered;

  /// `onState` hears of every attempt's outcome, for `hawser status`.
  public EnrolmentLoop(
      Enrolment enrolment, Uplinks uplinks, Backoff backoff, Consumer<EnrolmentState> onState) {
    this.enrolment = enrolment;
    this.rotation = new Rotation(uplinks);
    this.backoff = backoff;
    this.onState = onState;
  }

  /// Blocks until enrolled; interrupting the thread ends it.
  public Identity run() throws InterruptedException {
    while (true) {
      Uplink uplink = rotation.next();
      EnrolmentState state = enrolment.attempt(uplink);
      tell(state, uplink);
      switch (state) {
        case EnrolmentState.Enrolled(Identity identity) -> {
          return identity;
        }
        case EnrolmentState.Pending pending -> {
          backoff.reset();
          rotation.restart();
          TimeUnit.NANOSECONDS.sleep(pending.retryNs());
        }
        case EnrolmentState.Unreached _, EnrolmentState.Refused _ -> waitAtEndOfRound();
      }
    }
  }

  /// That one uplink reaches nobody hides no refusal that came by another, until a whole round
  /// brought no answer.
  private void tell(EnrolmentState state, Uplink uplink) {
    boolean silent = state instanceof EnrolmentState.Unreached;
    answered |= !silent;
    boolean roundOver = rotation.endOfRound();
    boolean hides = silent && told instanceof EnrolmentState.Refused && (answered || !roundOver);
    if (!hides) {
      if (!state.equals(told)) {
        log(state, uplink);
      }
      onState.accept(state);
      told = state;
    }
    answered &= !roundOver;
  }

  private void waitAtEndOfRound() throws InterruptedException {
    if (rotation.endOfRound()) {
      TimeUnit.NANOSECONDS.sleep(backoff.nextNs());
    }
  }

  private static void log(EnrolmentState state, Uplink uplink) {
    switch (state) {
      case EnrolmentState.Enrolled(Identity identity) ->
          LOG.info("enrolled edge={} link={}", identity.edgeId(), uplink.link());
      case EnrolmentState.Pending pending ->
          LOG.info("enrolment-pending approve-at={}", pending.approveAt());
      case EnrolmentState.Unreached(String problem) ->
          LOG.warn("enrolment-unreached cause={}", problem);
      case EnrolmentState.Refused(String problem) ->
          LOG.warn("enrolment-refused cause={}", problem);
    }
  }
}
