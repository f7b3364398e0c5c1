package io.hawser.edge.agent.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.edge.agent.Eventually;
import io.hawser.edge.agent.orchestrator.EnrolmentDesk;
import io.hawser.edge.agent.orchestrator.TestAuthority;
import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.store.Revisions;
import io.hawser.edge.agent.uplink.Backoff;
import io.hawser.edge.agent.uplink.Uplink;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {
  private static final byte[] SECRET = "sixteen bytes ok".getBytes();
  private static final DeviceFacts FACTS = new DeviceFacts("SN-7", "box", List.of("wan0", "lan0"));

  @TempDir Path state;
  private final TestAuthority authority = new TestAuthority();
  private final String revisionKey = new Revisions().key().base64();
  private DeviceKeys keys;
  private EnrolmentDesk desk;

  @BeforeEach
  void open() throws Exception {
    keys = new DeviceKeys(state, new SecureRandom());
    desk = EnrolmentDesk.open(authority, revisionKey);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void getsAnIdentityWhereItIsApprovedBeforehand() throws Exception {
    desk.approved = true;

    EnrolmentState state = attempt(authority);

    assertThat(state).isInstanceOf(EnrolmentState.Enrolled.class);
    Identity identity = ((EnrolmentState.Enrolled) state).identity();
    assertThat(identity.edgeId()).isEqualTo(EnrolmentDesk.EDGE_ID);
    assertThat(identity.revisionKey().base64()).isEqualTo(revisionKey);
    assertThat(identity.certificate().getPublicKey()).isEqualTo(keys.tlsKey().getPublic());
    assertThat(desk.lastBody)
        .contains(
            "\"claim\":\"c2l4dGVlbiBieXRlcyBvaw\"", "SN-7", "\"devices\":[\"wan0\",\"lan0\"]");
  }

  @Test
  void saysWhereToApproveWhileItIsPending() throws Exception {
    assertThat(attempt(authority))
        .isEqualTo(new EnrolmentState.Pending("https://orchestrator/edges/7", "m", 1_000_000_000L));
  }

  @Test
  void isEnrolledOnceAPersonApproves() throws Exception {
    Membership membership = membership(desk.uri(), authority);
    var enrolled =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return membership.await(FACTS);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Eventually.until("pending", () -> membership.state() instanceof EnrolmentState.Pending);

    desk.approved = true;

    Identity identity = enrolled.get();
    assertThat(membership(desk.uri(), authority).identity())
        .as("after a restart")
        .map(Identity::edgeId)
        .contains(identity.edgeId());
  }

  @Test
  void keepsTryingToKeepItsIdentityWhereTheDiskRefuses() throws Exception {
    Path obstacle = Files.createDirectories(state.resolve("identity.new").resolve("full"));
    desk.approved = true;
    Membership membership = membership(desk.uri(), authority);
    var enrolled =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return membership.await(FACTS);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Eventually.until(
        "told",
        () ->
            membership.state() instanceof EnrolmentState.Unreached(String problem)
                && problem.startsWith("enrolled, but not kept yet: "));
    assertThat(membership.identity()).isEmpty();

    Files.delete(obstacle);

    assertThat(enrolled.get().edgeId()).isEqualTo(EnrolmentDesk.EDGE_ID);
    assertThat(membership(desk.uri(), authority).identity()).isPresent();
  }

  @Test
  void refusesAnOrchestratorWhoseCaIsNotPinned() throws Exception {
    desk.approved = true;

    EnrolmentState state = attempt(new TestAuthority());

    assertThat(state).isInstanceOf(EnrolmentState.Refused.class);
    assertThat(((EnrolmentState.Refused) state).problem())
        .startsWith("orchestrator CA: ")
        .endsWith("pinned by the claim)");
    assertThat(desk.requests()).as("the claim must not be told").isZero();
  }

  @Test
  void refusesAServerThatShowsThePinnedCaButIsNotItsOwn() throws Exception {
    TestAuthority pinned = new TestAuthority();
    desk.approved = true;
    desk.offeredAuthorities = pinned.pem();

    EnrolmentState state = attempt(pinned);

    assertThat(state).isInstanceOf(EnrolmentState.Refused.class);
    assertThat(desk.requests()).as("the claim must not be told").isZero();
  }

  @Test
  void refusesAServerOfThePinnedCaThatIsAnotherHost() throws Exception {
    KeyPair key = TestAuthority.newKey();
    var elsewhere = authority.server(key.getPublic(), "127.0.0.9", Instant.now());
    try (var other = new EnrolmentDesk(authority, revisionKey, elsewhere, key)) {
      other.approved = true;

      EnrolmentState state =
          enrolment(other.uri(), authority, Clock.systemUTC()).attempt(Uplink.ANY);

      assertThat(state).isInstanceOf(EnrolmentState.Refused.class);
      assertThat(((EnrolmentState.Refused) state).problem()).contains("127.0.0.1");
      assertThat(other.requests()).isZero();
    }
  }

  @Test
  void isNotStoppedByAClockThatWasNeverSet() throws Exception {
    desk.approved = true;
    Clock unset = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    assertThat(enrolment(desk.uri(), authority, unset).attempt(Uplink.ANY))
        .isInstanceOf(EnrolmentState.Enrolled.class);
  }

  @Test
  void repeatsTheReasonOfAnExpiredClaim() throws Exception {
    desk.refusalStatus = 410;

    assertThat(((EnrolmentState.Refused) attempt(authority)).problem())
        .endsWith("claim: expired (expected: a fresh one) (status 410)");
  }

  @Test
  void saysThatNobodyAnswersWhereNobodyDoes() throws Exception {
    URI nobody = desk.uri();
    desk.close();

    EnrolmentState state = enrolment(nobody, authority, Clock.systemUTC()).attempt(Uplink.ANY);

    assertThat(state).isInstanceOf(EnrolmentState.Unreached.class);
    assertThat(((EnrolmentState.Unreached) state).problem()).contains("via any: ");
  }

  @Test
  void triesTheNextLinkWhereOneReachesNobody() throws Exception {
    desk.approved = true;
    var dead = new Uplink("dead", "", InetAddress.ofLiteral("192.0.2.1"));
    var live = new Uplink("live", "", InetAddress.ofLiteral("127.0.0.1"));
    var membership =
        new Membership(
            desk.uri(),
            ClaimToken.parse(authority.claim(SECRET)),
            keys,
            state,
            () -> List.of(dead, live),
            Clock.systemUTC(),
            new Random(1));

    assertThat(membership.await(FACTS).edgeId()).isEqualTo(EnrolmentDesk.EDGE_ID);
  }

  @Test
  void keepsTellingARefusalThoughAnotherLinkReachesNobody() throws Exception {
    desk.refusalStatus = 409;
    var live = new Uplink("live", "", InetAddress.ofLiteral("127.0.0.1"));
    var dead = new Uplink("dead", "", InetAddress.ofLiteral("192.0.2.1"));
    List<EnrolmentState> told = new CopyOnWriteArrayList<>();
    var loop =
        new EnrolmentLoop(
            enrolment(desk.uri(), authority, Clock.systemUTC()),
            () -> List.of(live, dead),
            new Backoff(1_000_000, 1_000_000, new Random(1)),
            told::add);
    Thread enrolling =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    loop.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });

    Eventually.until("three rounds", () -> told.size() >= 3);
    enrolling.interrupt();

    assertThat(told).allMatch(EnrolmentState.Refused.class::isInstance);
  }

  @Test
  void renewsItsCertificateAtTwoThirdsOfItsLife() throws Exception {
    desk.approved = true;
    desk.issueFrom = Instant.now().minus(Duration.ofDays(2));
    desk.issueFor = Duration.ofDays(3).minusMinutes(1);
    Membership membership = membership(desk.uri(), authority);
    Identity before = membership.await(FACTS);

    membership.renewIfDue();

    Identity after = membership.identity().orElseThrow();
    assertThat(after.certificate().getNotAfter()).isAfter(before.certificate().getNotAfter());
    assertThat(after.edgeId()).isEqualTo(before.edgeId());
    assertThat(membership(desk.uri(), authority).identity()).contains(after);
  }

  @Test
  void keepsItsCertificateWhereTheRenewalFails() throws Exception {
    desk.approved = true;
    desk.issueFrom = Instant.now().minus(Duration.ofDays(2));
    desk.issueFor = Duration.ofDays(3).minusMinutes(1);
    Membership membership = membership(desk.uri(), authority);
    Identity before = membership.await(FACTS);
    desk.close();

    membership.renewIfDue();

    assertThat(membership.identity()).contains(before);
  }

  @Test
  void fallsBackToThePreviousIdentityWhereTheFileIsTorn() throws Exception {
    desk.approved = true;
    desk.issueFrom = Instant.now().minus(Duration.ofDays(2));
    desk.issueFor = Duration.ofDays(3).minusMinutes(1);
    Membership membership = membership(desk.uri(), authority);
    Identity before = membership.await(FACTS);
    membership.renewIfDue();
    Files.writeString(state.resolve("identity"), "{\"edgeId\":");

    assertThat(membership(desk.uri(), authority).identity()).contains(before);
  }

  @Test
  void saysThatTheClaimIsMissing() {
    Membership membership =
        new Membership(desk.uri(), null, keys, state, List::of, Clock.systemUTC(), new Random(1));

    assertThatThrownBy(() -> membership.await(FACTS))
        .hasMessage("claim: absent (expected: the token of this edge, in edge.yaml)");
  }

  private EnrolmentState attempt(TestAuthority pinned) throws InterruptedException {
    return enrolment(desk.uri(), pinned, Clock.systemUTC()).attempt(Uplink.ANY);
  }

  private Enrolment enrolment(URI orchestrator, TestAuthority pinned, Clock clock) {
    return new Enrolment(
        orchestrator, ClaimToken.parse(pinned.claim(SECRET)), keys.tlsKey(), FACTS, clock);
  }

  private Membership membership(URI orchestrator, TestAuthority pinned) {
    return new Membership(
        orchestrator,
        ClaimToken.parse(pinned.claim(SECRET)),
        keys,
        state,
        List::of,
        Clock.systemUTC(),
        new Random(1));
  }
}
