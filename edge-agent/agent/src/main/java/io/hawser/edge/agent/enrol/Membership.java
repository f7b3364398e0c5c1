package io.hawser.edge.agent.enrol;

import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.store.IdentityStore;
import io.hawser.edge.agent.uplink.Backoff;
import io.hawser.edge.agent.uplink.Rotation;
import io.hawser.edge.agent.uplink.Uplink;
import io.hawser.edge.agent.uplink.Uplinks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The edge's standing with its orchestrator: not asked, pending, refused or enrolled; and the
/// identity once there is one.
///
/// [#identity] and [#state] may be read from any thread; [#await] and [#renewIfDue] belong to one
/// thread, which they may block.
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /// First and longest wait after a round over all uplinks that reached nobody: a box that was just
  /// plugged in should be in within seconds, a thousand refused ones should not be a burden.
  private static final long FIRST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(30);

  private final URI orchestrator;
  private final @Nullable ClaimToken claim;
  private final DeviceKeys keys;
  private final IdentityStore store;
  private final Uplinks uplinks;
  private final Clock clock;
  private final RandomGenerator random;
  private volatile EnrolmentState state;

  public Membership(
      URI orchestrator,
      @Nullable ClaimToken claim,
      DeviceKeys keys,
      Path stateDirectory,
      Uplinks uplinks,
      Clock clock,
      RandomGenerator random) {
    this.orchestrator = orchestrator;
    this.claim = claim;
    this.keys = keys;
    this.store = new IdentityStore(stateDirectory, keys.tlsKey().getPublic());
    this.uplinks = uplinks;
    this.clock = clock;
    this.random = random;
    this.state =
        store
            .load()
            .<EnrolmentState>map(EnrolmentState.Enrolled::new)
            .orElseGet(() -> new EnrolmentState.Unreached("not asked yet"));
  }

  public EnrolmentState state() {
    return state;
  }

  public Optional<Identity> identity() {
    return state instanceof EnrolmentState.Enrolled(Identity identity)
        ? Optional.of(identity)
        : Optional.empty();
  }

  /// Enrols where that is still to be done; blocks until there is an identity.
  public Identity await(DeviceFacts facts) throws InterruptedException {
    if (state instanceof EnrolmentState.Enrolled(Identity identity)) {
      return identity;
    }
    if (claim == null) {
      String problem = "claim: absent (expected: the token of this edge, in edge.yaml)";
      state = new EnrolmentState.Refused(problem);
      throw new IllegalStateException(problem);
    }
    var enrolment = new Enrolment(orchestrator, claim, keys.tlsKey(), facts, clock);
    var backoff = new Backoff(FIRST_WAIT_NS, LONGEST_WAIT_NS, random);
    Identity identity = new EnrolmentLoop(enrolment, uplinks, backoff, this::onAttempt).run();
    keepPatiently(identity);
    return identity;
  }

  /// Enrolled it is only once the identity is on the disk.
  private void onAttempt(EnrolmentState next) {
    if (!(next instanceof EnrolmentState.Enrolled)) {
      state = next;
    }
  }

  /// The claim has been presented, and a full disk may become free again.
  private void keepPatiently(Identity identity) throws InterruptedException {
    var backoff = new Backoff(FIRST_WAIT_NS, LONGEST_WAIT_NS, random);
    while (true) {
      try {
        keep(identity);
        return;
      } catch (UncheckedIOException e) {
        String problem = e.getMessage() + ": " + e.getCause();
        state = new EnrolmentState.Unreached("enrolled, but not kept yet: " + problem);
        LOG.warn("identity-not-kept cause={}", problem);
        TimeUnit.NANOSECONDS.sleep(backoff.nextNs());
      }
    }
  }

  private void keep(Identity identity) {
    store.keep(identity);
    state = new EnrolmentState.Enrolled(identity);
  }

  /// Renews the certificate at two thirds of its life, trying each uplink once; to be called from
  /// time to time (an hour is often enough). A failure changes nothing.
  public void renewIfDue() throws InterruptedException {
    var renewal = new Renewal(orchestrator, keys.tlsKey(), clock);
    Identity identity = identity().orElse(null);
    if (identity == null || !renewal.isDue(identity)) {
      return;
    }
    Rotation rotation = new Rotation(uplinks);
    do {
      Uplink uplink = rotation.next();
      try {
        keep(renewal.renew(identity, uplink));
        LOG.info("certificate-renewed edge={} link={}", identity.edgeId(), uplink.link());
        return;
      } catch (IOException e) {
        LOG.warn("certificate-not-renewed link={} cause={}", uplink.link(), EstClient.reason(e));
      }
    } while (!rotation.endOfRound());
  }
}
