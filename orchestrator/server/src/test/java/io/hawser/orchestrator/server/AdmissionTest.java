package io.hawser.orchestrator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hawser.orchestrator.command.Command;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who gets in as an edge, and who does not.
class AdmissionTest {
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
  void letsABoxInWhenAPersonApprovesIt() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    String token = orchestrator.claim("branch-1", false);
    TestDevice box = orchestrator.device();
    HttpResponse<String> waiting = box.enrol(token);
    assertThat(waiting.statusCode()).isEqualTo(202);
    assertThat(waiting.headers().firstValueAsLong("retry-after")).isPresent();
    String approveAt = TestDevice.JSON.readTree(waiting.body()).path("approveAt").asString();
    String id = approveAt.substring(approveAt.lastIndexOf('/') + 1);
    orchestrator.submit(new Command.ApproveEdge(id, null, null));
    assertThat(box.enrolled(token).path("edgeId").asString()).isEqualTo(id);
  }

  @Test
  void theCertificatesThatItServesAreThoseThatTheClaimPins() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    String token = orchestrator.claim("hq", true);
    assertThat(HexFormat.of().formatHex(TestDevice.pinOf(token)))
        .isEqualTo(orchestrator.services().caFingerprint());
    HttpResponse<String> answer = orchestrator.device().get("/.well-known/est/cacerts");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-pem-file");
    assertThat(answer.body()).isEqualTo(Files.readString(orchestrator.data().resolve("ca.pem")));
  }

  @Test
  void oneOfTwoHundredBoxesGetsTheClaim() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    String token = orchestrator.claim("branch-1", true);
    HttpClient client = TestDevice.client(orchestrator.data().resolve("ca.pem"));
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      TestDevice box = orchestrator.device(client);
      attempts.add(() -> box.enrol(token).statusCode());
    }
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
      for (Future<Integer> answer : threads.invokeAll(attempts)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers.stream().filter(status -> status == 200)).hasSize(1);
    assertThat(answers.stream().filter(status -> status == 409)).hasSize(199);
    assertThat(orchestrator.services().ledger().company().edges()).hasSize(1);
  }

  @Test
  void aTamperedRequestIsRefused() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    String secret = TestDevice.secretOf(orchestrator.claim("branch-1", true));
    TestDevice box = orchestrator.device();
    byte[] csr = box.csr();
    csr[csr.length - 1] ^= 1;
    HttpResponse<String> answer = box.enrol(secret, TestDevice.pem("CERTIFICATE REQUEST", csr));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("csr: ");
    assertThat(box.enrol(secret, "nonsense").statusCode()).isEqualTo(400);
    assertThat(box.enrol("!!", "nonsense").statusCode()).isEqualTo(400);
    assertThat(orchestrator.services().ledger().company().edges()).isEmpty();
  }

  @Test
  void anExpiredOrGuessedClaimIsRefused() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice box = orchestrator.device();
    byte[] guess = new byte[16];
    String guessed = Base64.getUrlEncoder().withoutPadding().encodeToString(guess);
    String csr = TestDevice.pem("CERTIFICATE REQUEST", box.csr());
    assertThat(box.enrol(guessed, csr).statusCode()).isEqualTo(403);
    long hourAgoMs = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
    orchestrator
        .services()
        .ledger()
        .submit(
            new Command.CreateClaim(
                "old",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(guess)),
                "hq",
                null,
                true,
                hourAgoMs + 1,
                "user:ann"),
            "user:ann",
            hourAgoMs);
    assertThat(box.enrol(guessed, csr).statusCode()).isEqualTo(410);
  }

  @Test
  void aForeignCertificateCannotAttach() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    String id = hq.enrolled(orchestrator.claim("hq", true)).path("edgeId").asString();
    KeyPair foreign = TestDevice.keyPair();
    TestDevice thief = orchestrator.device();
    assertRefused(thief, thief.certificateBy(foreign, "CN=Hawser CA, O=Hawser", id));
    assertRefused(thief, thief.certificateBy(foreign, "CN=Other CA", id));
    assertRefused(thief, "");
    assertThat(orchestrator.services().presence().attachedCount()).isZero();
  }

  @Test
  void aCertificateOfAnotherDeviceOrOfNoEdgeCannotAttach() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    String id = hq.enrolled(orchestrator.claim("hq", true)).path("edgeId").asString();
    KeyPair authority = authority();
    TestDevice thief = orchestrator.device();
    assertRefused(thief, thief.certificateBy(authority, "CN=Hawser CA, O=Hawser", id));
    assertRefused(
        thief,
        thief.certificateBy(
            authority, "CN=Hawser CA, O=Hawser", "00000000-0000-4000-8000-000000000000"));
    assertRefused(thief, thief.certificateBy(authority, "CN=Hawser CA, O=Hawser", "orchestrator"));
  }

  @Test
  void keysAreReadableByTheirOwnerOnly() throws Exception {
    for (String file : List.of("ca.key.pem", "server.key.pem", "revision.key.pem", "api-token")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(orchestrator.data().resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(orchestrator.data())))
        .isEqualTo("rwx------");
  }

  private static void assertRefused(TestDevice device, String certificate) throws Exception {
    try (TestStream stream = new TestStream(device.channel(certificate))) {
      assertThat(stream.hello("thief", 0).end().getCode())
          .isIn(Status.Code.UNAUTHENTICATED, Status.Code.UNAVAILABLE);
    }
  }

  private KeyPair authority() throws Exception {
    String pem = Files.readString(orchestrator.data().resolve("ca.key.pem"));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return new KeyPair(
        null, KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
  }
}
