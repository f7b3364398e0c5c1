package io.hawser.edge.agent.process;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.hawser.edge.agent.enrol.ClaimToken;
import io.hawser.edge.agent.enrol.DeviceFacts;
import io.hawser.edge.agent.enrol.Enrolment;
import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.agent.uplink.Uplink;
import io.hawser.edge.crypto.Aead;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.orchestrator.api.ControlGrpc;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Push;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.engine.SteeringEngine;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Goes through what an agent's first seconds need, without touching the machine: the package is
/// built with an archive of the classes that this loads, so that a box is on its feet in half the
/// time.
///
/// Nobody listens where it calls; that it gets no answer is part of it.
public final class Rehearsal {
  private static final URI NOBODY = URI.create("https://127.0.0.1:9");
  private static final int CLAIM_LENGTH = 48;

  private Rehearsal() {}

  /// @param args an empty directory for keys
  public static void main(String[] args) throws Exception {
    SecureRandom random = new SecureRandom();
    decide();
    seal(random);
    enrol(Path.of(args[0]), random);
    attach();
    Class.forName("io.hawser.edge.agent.process.EdgeProcess$Running");
    Class.forName("io.hawser.edge.agent.runtime.EdgeRuntime");
    Class.forName("io.hawser.edge.control.EdgeCore");
  }

  private static void decide() {
    var fact =
        new PathFact(
            "hq", "a>hq/a", "a", "a", "internet", false, false, PathCondition.UP, 1, 1, 1, 0);
    var _ = new SteeringEngine().decide(Policy.standard(), List.of(fact));
  }

  private static void seal(SecureRandom random) {
    PrivateKey mine = PrivateKey.generate(random::nextBytes);
    PrivateKey theirs = PrivateKey.generate(random::nextBytes);
    byte[] secret = new byte[Aead.KEY_LENGTH];
    mine.agree(theirs.publicKey(), secret);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packet = arena.allocate(128);
      PacketCiphers.choose("", "", System::nanoTime)
          .suite()
          .keyed(PacketCipher.AES_256_GCM, secret)
          .seal(packet, 0, 64, 64, packet, 0, 0);
    }
  }

  private static void enrol(Path directory, SecureRandom random) throws InterruptedException {
    byte[] claim = new byte[CLAIM_LENGTH];
    String token = "hwc1." + Base64.getUrlEncoder().withoutPadding().encodeToString(claim);
    DeviceKeys keys = new DeviceKeys(directory, random);
    var _ = keys.linkKey("rehearsal");
    var _ =
        new Enrolment(
                NOBODY,
                ClaimToken.parse(token),
                keys.tlsKey(),
                new DeviceFacts("rehearsal", "rehearsal", List.of()),
                Clock.systemUTC())
            .attempt(Uplink.ANY);
  }

  private static void attach() throws IOException, InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(NOBODY.getHost(), NOBODY.getPort())
            .sslContext(GrpcSslContexts.forClient().build())
            .build();
    try {
      StreamObserver<EdgeReport> reports = ControlGrpc.newStub(channel).attach(new Unheard());
      reports.onNext(EdgeReport.getDefaultInstance());
      channel.shutdown();
      if (!channel.awaitTermination(1, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (StatusRuntimeException e) {
      channel.shutdownNow();
    }
  }

  private static final class Unheard implements StreamObserver<Push> {
    @Override
    public void onNext(Push push) {}

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}
  }
}
