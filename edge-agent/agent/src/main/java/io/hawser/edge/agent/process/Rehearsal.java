package io.hawser.edge.agent.process;

import com.google.protobuf.ByteString;
import io.hawser.edge.agent.cli.Hawser;
import io.hawser.edge.agent.config.EdgeDirectories;
import io.hawser.edge.agent.config.EdgeSettings;
import io.hawser.edge.agent.control.Answerer;
import io.hawser.edge.agent.control.ControlClient;
import io.hawser.edge.agent.control.ControlSetup;
import io.hawser.edge.agent.control.ControlTimes;
import io.hawser.edge.agent.control.RevisionIntake;
import io.hawser.edge.agent.enrol.ClaimToken;
import io.hawser.edge.agent.enrol.DeviceFacts;
import io.hawser.edge.agent.enrol.Enrolment;
import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.store.RevisionCheck;
import io.hawser.edge.agent.store.RevisionKey;
import io.hawser.edge.agent.store.RevisionStore;
import io.hawser.edge.agent.uplink.Uplink;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Hello;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.LinkFacts;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.api.SignedRevision;
import io.hawser.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// Goes through what an agent's first seconds need, without touching the machine: the package is
/// built with an archive of the classes that this loads, so that a box is on its feet in half the
/// time, and its agent keeps fewer pages of its own.
public final class Rehearsal {
  private static final URI NOBODY = URI.create("https://127.0.0.1:9");
  private static final String EDGE_ID = "00000000-0000-7000-8000-000000000001";
  private static final int CLAIM_LENGTH = 48;
  private static final int KEY_LENGTH = 32;
  private static final long ATTACH_LIMIT_SECONDS = 30;

  private Rehearsal() {}

  /// @param args an empty directory for keys
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    SecureRandom random = new SecureRandom();
    DeviceKeys keys = new DeviceKeys(directory, random);
    readSettings(directory);
    EngineSteerer steerer = new EngineSteerer();
    converse(steerer, random);
    steerer.load();
    converse(steerer, random);
    enrol(keys);
    attach(directory, random);
    loadOwnClasses();
    // Threads of libraries live on.
    System.exit(0);
  }

  private static void readSettings(Path directory) throws IOException {
    EdgeDirectories directories = new EdgeDirectories(directory, directory, directory);
    Files.writeString(directories.settingsFile(), "orchestrator: " + NOBODY + "\n");
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    int status =
        Hawser.run(
            given -> EdgeSettings.read(given.settingsFile()).orchestrator().getPort() - 9,
            out,
            out,
            "--etc",
            directory.toString(),
            "agent");
    if (status != 0) {
      throw new IllegalStateException("settings: not read (expected: as an agent reads them)");
    }
  }

  private static void converse(EngineSteerer steerer, SecureRandom random) {
    if (RehearsedEdge.converse(
            steerer, PacketCiphers.choose("", "", System::nanoTime), random::nextBytes)
        == 0) {
      throw new IllegalStateException("packets: none arrived (expected: some)");
    }
  }

  private static void enrol(DeviceKeys keys) throws InterruptedException {
    byte[] claim = new byte[CLAIM_LENGTH];
    String token = "hwc1." + Base64.getUrlEncoder().withoutPadding().encodeToString(claim);
    var _ = keys.linkKey("rehearsal");
    // Nobody listens there; that it gets no answer is part of it.
    var _ =
        new Enrolment(
                NOBODY,
                ClaimToken.parse(token),
                keys.tlsKey(),
                new DeviceFacts("rehearsal", "rehearsal", List.of()),
                Clock.systemUTC())
            .attempt(Uplink.ANY);
  }

  /// Connects as an agent does, and takes a revision.
  private static void attach(Path directory, SecureRandom random)
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyPair signer = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] spki = signer.getPublic().getEncoded();
    byte[] raw = Arrays.copyOfRange(spki, spki.length - KEY_LENGTH, spki.length);
    RevisionKey key = RevisionKey.of(Base64.getEncoder().encodeToString(raw));
    CountDownLatch applied = new CountDownLatch(1);
    try (RehearsedDesk desk = RehearsedDesk.open(EDGE_ID, signed(signer, raw));
        ControlClient client =
            client(
                desk,
                new Identity(
                    EDGE_ID, List.of(desk.certificate()), List.of(desk.certificate()), key),
                new RevisionIntake(
                    new RevisionCheck(
                        key,
                        EDGE_ID,
                        policy -> {
                          var _ = Policy.parse(policy, "policy_yaml");
                        }),
                    new RevisionStore(directory),
                    _ -> applied.countDown(),
                    null),
                random)) {
      client.start();
      if (!applied.await(ATTACH_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("control: " + client.state() + " (expected: a revision)");
      }
      client.reportMeasurements(Measurements.getDefaultInstance());
    }
  }

  private static ControlClient client(
      RehearsedDesk desk, Identity identity, RevisionIntake intake, SecureRandom random) {
    return new ControlClient(
        new ControlSetup(
            desk.uri(),
            () -> identity,
            desk.key(),
            List::of,
            Hello.getDefaultInstance(),
            LinkFacts.getDefaultInstance(),
            Clock.systemUTC(),
            random,
            ControlTimes.DEFAULT),
        intake,
        Answerer.NONE);
  }

  private static SignedRevision signed(KeyPair signer, byte[] rawKey)
      throws GeneralSecurityException {
    ByteString bytes =
        EdgeConfiguration.newBuilder()
            .setRevision(1)
            .setEdgeId(EDGE_ID)
            .setEdgeName("rehearsal")
            .setSite("rehearsal")
            .addOverlayAddresses("10.255.0.1")
            .setServicePort(51_900)
            .addLinks(
                Link.newBuilder()
                    .setName("line")
                    .setDevice("wan0")
                    .setTransport("internet")
                    .setListenPort(51_820))
            .setPolicyYaml(Policy.standardYaml())
            .build()
            .toByteString();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(signer.getPrivate());
    signature.update("hawser-revision-v1\0".getBytes(StandardCharsets.US_ASCII));
    signature.update(bytes.toByteArray());
    return SignedRevision.newBuilder()
        .setConfiguration(bytes)
        .setSignature(ByteString.copyFrom(signature.sign()))
        .setKeyId(ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(rawKey)))
        .build();
  }

  /// What needs the machine was not run: its classes are loaded at least.
  private static void loadOwnClasses() throws IOException, ClassNotFoundException {
    for (Class<?> some : List.of(Rehearsal.class, PacketCiphers.class)) {
      Path jar = Path.of(some.getProtectionDomain().getCodeSource().getLocation().getPath());
      try (JarFile file = new JarFile(jar.toFile())) {
        for (JarEntry entry : file.stream().toList()) {
          String name = entry.getName();
          if (name.endsWith(".class")
              && !name.contains("Rehears")
              && !name.endsWith("-info.class")) {
            Class.forName(
                name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                false,
                Rehearsal.class.getClassLoader());
          }
        }
      }
    }
  }
}
