package io.hawser.lab.bench;

import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// The edge at both ends, from the packages, with flows, classes, counters and feedback.
record EdgePair(Ground ground, Company company) {
  static final Duration UP_LIMIT = Duration.ofSeconds(90);

  private static final Duration AGREED_LIMIT = Duration.ofSeconds(5);
  private static final long POLL_NS = 100_000_000L;

  /// Read by every JVM that is started with it.
  private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";

  static EdgePair start(ScenarioContext context, Lab lab) throws IOException {
    Company company = new Company(lab, context.root());
    company.run("speed", UP_LIMIT);
    return new EdgePair(new Ground(lab), company);
  }

  EdgeNode from() {
    return company.edge(ground.from().name());
  }

  EdgeNode to() {
    return company.edge(ground.to().name());
  }

  Contender contender() throws IOException {
    return new Contender(
        "hawser",
        ground.from(),
        ground.to(),
        // The address that its own packets bear, so that UDP is answered from where it was sent to.
        InetAddress.ofLiteral(
            to().ask("status").path("self").path("overlayAddresses").path(0).asString()),
        ground.hosts(),
        ground.hosts().get(1).ipv4(),
        List.of(from().process().pid(), to().process().pid()));
  }

  /// Starts both again, asked to use a cipher between them.
  void restart(Cipher cipher) throws IOException {
    for (EdgeNode edge : List.of(from(), to())) {
      edge.stop();
      edge.start(Map.of(JVM_OPTIONS, "-Dhawser.cipher=" + cipher.word()));
    }
    company.awaitPaths(UP_LIMIT);
  }

  /// What both say that they seal with towards each other, once they agree: WireGuard's own is the
  /// first cipher of every session, and stays where they agree on no other.
  Cipher cipher() throws IOException {
    long untilNs = System.nanoTime() + AGREED_LIMIT.toNanos();
    while (System.nanoTime() - untilNs < 0) {
      if (cipherOf(from()) == Cipher.AES_256_GCM && cipherOf(to()) == Cipher.AES_256_GCM) {
        return Cipher.AES_256_GCM;
      }
      LockSupport.parkNanos(POLL_NS);
    }
    return Cipher.CHACHA20_POLY1305;
  }

  private static Cipher cipherOf(EdgeNode edge) throws IOException {
    JsonNode ciphers = edge.ask("status").path("peers").path(0).path("ciphers");
    return ciphers.size() == 1
        ? Cipher.namedIn(ciphers.path(0).asString())
        : Cipher.CHACHA20_POLY1305;
  }
}
