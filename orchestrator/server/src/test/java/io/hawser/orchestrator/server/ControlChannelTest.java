package io.hawser.orchestrator.server;

import static io.hawser.orchestrator.server.TestOrchestrator.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.SignedRevision;
import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The stream of an edge: what it is told, what is kept of it, and when it ends.
class ControlChannelTest {
  @TempDir Path directory;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void start() {
    orchestrator = new TestOrchestrator(directory.resolve("data"));
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  @Test
  void pushesSignedRevisionsToThoseThatAreConcernedAndToNobodyElse() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    JsonNode identity = hq.enrolled(orchestrator.claim("hq", true));
    TestDevice branch = orchestrator.device();
    branch.enrolled(orchestrator.claim("branch-1", true));
    try (TestStream hqStream = new TestStream(hq.channel());
        TestStream branchStream = new TestStream(branch.channel())) {
      hqStream.hello("hq", 0);
      SignedRevision first = hqStream.nextSigned();
      assertThat(isSigned(first, identity.path("revisionKey").asString())).isTrue();
      EdgeConfiguration bare = EdgeConfiguration.parseFrom(first.getConfiguration());
      assertThat(bare.getEdgeId()).isEqualTo(identity.path("edgeId").asString());
      assertThat(bare.getLinks(0).getName()).isEqualTo("broadband");

      branchStream.hello("branch-1", 0).link("branch-1", "broadband", "203.0.113.3");
      EdgeConfiguration withPeer = until(hqStream, c -> hasPeerLink(c));
      hqStream.link("hq", "broadband", "198.51.100.1");
      EdgeConfiguration withPath = until(hqStream, c -> c.getPathsCount() == 1);
      assertThat(bare.getRevision()).isLessThan(withPeer.getRevision());
      assertThat(withPeer.getRevision()).isLessThan(withPath.getRevision());
      assertThat(withPath.getPeers(0).getLinks(0).getEndpointsList())
          .containsExactly("203.0.113.3:51820");
      until(branchStream, c -> c.getPathsCount() == 1);

      long revision = orchestrator.services().ledger().company().revision();
      hqStream.link("hq", "broadband", "198.51.100.1");
      branchStream.link("branch-1", "broadband", "203.0.113.3");
      orchestrator.submit(new Command.PutPolicy(TestOrchestrator.NEW_POLICY, "policy.yaml"));
      EdgeConfiguration withPolicy = hqStream.next();
      assertThat(withPolicy.getPolicyYaml()).contains("balance");
      assertThat(withPolicy.getRevision()).isEqualTo(revision + 1);
      assertThat(branchStream.next().getPolicyYaml()).contains("balance");
      assertThat(hqStream.nothingWaits()).isTrue();
    }
  }

  @Test
  void recordsWhatAnEdgeSaysOfARevision() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    String id = hq.enrolled(orchestrator.claim("hq", true)).path("edgeId").asString();
    try (TestStream stream = new TestStream(hq.channel())) {
      EdgeConfiguration first = stream.hello("hq", 0).next();
      stream.applied(first.getRevision(), true, "");
      await(() -> standing(id).appliedRevision() == first.getRevision());
      stream.applied(first.getRevision() + 9, false, "links: wan7 (expected: a device)");
      await(() -> !standing(id).accepted());
      assertThat(standing(id).error()).isEqualTo("links: wan7 (expected: a device)");
      assertThat(standing(id).appliedRevision()).isEqualTo(first.getRevision());
    }
  }

  @Test
  void restartKeepsEverythingAndPushesNothing() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    String id = hq.enrolled(orchestrator.claim("hq", true)).path("edgeId").asString();
    long applied;
    try (TestStream stream = new TestStream(hq.channel())) {
      applied = stream.hello("hq", 0).next().getRevision();
    }
    await(() -> orchestrator.services().revisions().newest(id).isPresent());
    Company before = orchestrator.services().ledger().company();
    SignedRevision told = orchestrator.services().revisions().newest(id).orElseThrow().signed();
    String fingerprint = orchestrator.services().caFingerprint();
    orchestrator.restart();
    assertThat(orchestrator.services().ledger().company()).isEqualTo(before);
    assertThat(orchestrator.services().revisions().newest(id).orElseThrow().signed())
        .isEqualTo(told);
    assertThat(orchestrator.services().caFingerprint()).isEqualTo(fingerprint);
    try (TestStream stream = new TestStream(hq.channelAt(orchestrator.localUri()))) {
      stream.hello("hq", applied);
      await(() -> orchestrator.services().presence().of(id).isPresent());
      orchestrator.submit(new Command.PutPolicy(TestOrchestrator.NEW_POLICY, "policy.yaml"));
      assertThat(stream.next().getPolicyYaml()).contains("balance");
    }
  }

  @Test
  void aRevokedEdgeIsPutOutAndStaysOut() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    String id = hq.enrolled(orchestrator.claim("hq", true)).path("edgeId").asString();
    try (TestStream stream = new TestStream(hq.channel())) {
      stream.hello("hq", 0).next();
      orchestrator.submit(new Command.RevokeEdge(id));
      assertThat(stream.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    try (TestStream stream = new TestStream(hq.channel())) {
      assertThat(stream.hello("hq", 0).end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void aSecondStreamOfAnEdgeTakesThePlaceOfTheFirst() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    hq.enrolled(orchestrator.claim("hq", true));
    try (TestStream first = new TestStream(hq.channel());
        TestStream second = new TestStream(hq.channel())) {
      first.hello("hq", 0).next();
      second.hello("hq", 0).next();
      assertThat(first.end().getCode()).isEqualTo(Status.Code.ABORTED);
    }
  }

  @Test
  void aSilentStreamEndsWhenItsEdgeIsRevoked() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    String id = hq.enrolled(orchestrator.claim("hq", true)).path("edgeId").asString();
    try (TestStream stream = new TestStream(hq.channel())) {
      await(() -> orchestrator.services().presence().silentCount() == 1);
      orchestrator.submit(new Command.RevokeEdge(id));
      assertThat(stream.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(orchestrator.services().presence().silentCount()).isZero();
    }
  }

  @Test
  void anEdgeHasFewSilentStreamsAndNotForLong() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    hq.enrolled(orchestrator.claim("hq", true));
    List<TestStream> streams = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      int opened = i;
      streams.add(new TestStream(hq.channel()));
      await(() -> orchestrator.services().presence().silentCount() == opened);
    }
    streams.add(new TestStream(hq.channel()));
    assertThat(streams.getFirst().end().getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(streams.getLast().end().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    streams.forEach(TestStream::close);
  }

  @Test
  void aReportBeforeHelloEndsTheStream() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    hq.enrolled(orchestrator.claim("hq", true));
    try (TestStream stream = new TestStream(hq.channel())) {
      assertThat(stream.applied(1, true, "").end().getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  private static boolean isSigned(SignedRevision revision, String rawKey) throws Exception {
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] spki = new byte[prefix.length + 32];
    System.arraycopy(prefix, 0, spki, 0, prefix.length);
    System.arraycopy(Base64.getDecoder().decode(rawKey), 0, spki, prefix.length, 32);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
    signature.update("hawser-revision-v1\0".getBytes(StandardCharsets.US_ASCII));
    signature.update(revision.getConfiguration().toByteArray());
    return signature.verify(revision.getSignature().toByteArray());
  }

  private static boolean hasPeerLink(EdgeConfiguration configuration) {
    return configuration.getPeersCount() == 1 && configuration.getPeers(0).getLinksCount() == 1;
  }

  private static EdgeConfiguration until(TestStream stream, Predicate<EdgeConfiguration> holds)
      throws Exception {
    EdgeConfiguration configuration = stream.next();
    while (!holds.test(configuration)) {
      configuration = stream.next();
    }
    return configuration;
  }

  private EdgeRevisions.Standing standing(String id) {
    return orchestrator.services().revisions().of(id);
  }
}
