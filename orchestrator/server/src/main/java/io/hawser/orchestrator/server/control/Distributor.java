package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.EdgeState;
import io.hawser.orchestrator.compile.Concern;
import io.hawser.orchestrator.compile.ConfigurationCompiler;
import io.hawser.orchestrator.server.ca.Fingerprint;
import io.hawser.orchestrator.server.ca.RevisionSigner;
import io.hawser.orchestrator.server.store.Database;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import io.hawser.orchestrator.server.store.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes commits out of the outbox to the edges that they concern: compile, compare, number, sign,
/// keep, push.
///
/// Runs on one thread of its own. Commits that came while it worked are taken together, at the
/// newest company. What cannot be kept is not pushed; the outbox still has its commits and they are
/// tried again.
public final class Distributor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Distributor.class);

  /// After a failure of the database.
  private static final long RETRY_MS = 1_000;

  private final ControlServices services;
  private final Database database;
  private final RevisionSigner signer;
  private final Semaphore work = new Semaphore(1);
  private final Thread thread;
  private volatile boolean running = true;

  public Distributor(ControlServices services, Database database, RevisionSigner signer) {
    this.services = services;
    this.database = database;
    this.signer = signer;
    services.ledger().onUpdate(work::release);
    thread = Thread.ofPlatform().name("distributor").unstarted(this::run);
  }

  /// Brings all edges' configurations up to date with this release, then follows the commits.
  public void start() {
    recompile();
    thread.start();
  }

  private void run() {
    while (running) {
      try {
        work.acquireUninterruptibly();
        work.drainPermits();
        distribute();
      } catch (RuntimeException e) {
        LOG.error("distribution failed, tried again in {} ms", RETRY_MS, e);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MS));
        work.release();
      }
    }
  }

  private void distribute() {
    Company company = services.ledger().company();
    List<Outbox.Entry> entries = Outbox.upTo(database, company.revision());
    if (entries.isEmpty()) {
      return;
    }
    SortedSet<String> concerned = new TreeSet<>();
    entries.forEach(entry -> concerned.addAll(Concern.of(company, entry.changes())));
    tell(company, changed(company, concerned));
  }

  /// A new release may compile the same company otherwise. A configuration that differs needs a
  /// number above the last.
  private void recompile() {
    Company company = services.ledger().company();
    List<EdgeConfiguration> changed = changed(company, Concern.all(company));
    boolean numberTaken =
        changed.stream()
            .anyMatch(
                configuration -> newestRevision(configuration.getEdgeId()) >= company.revision());
    if (numberTaken) {
      services
          .ledger()
          .submit(new Command.TakeNumber("recompiled"), "orchestrator", services.clock().millis());
    }
    tell(services.ledger().company(), changed);
  }

  private long newestRevision(String edgeId) {
    return services.revisions().newest(edgeId).map(EdgeRevisions.Told::revision).orElse(0L);
  }

  private List<EdgeConfiguration> changed(Company company, SortedSet<String> edgeIds) {
    List<EdgeConfiguration> changed = new ArrayList<>();
    for (String id : edgeIds) {
      Optional<Edge> edge = company.edge(id).filter(Edge::isMember);
      if (edge.isPresent()) {
        EdgeConfiguration configuration = ConfigurationCompiler.compile(company, edge.get());
        Optional<EdgeRevisions.Told> before = services.revisions().newest(id);
        if (before.isEmpty() || !before.get().contentHash().equals(hash(configuration))) {
          changed.add(configuration);
        }
      }
    }
    return changed;
  }

  private void tell(Company company, List<EdgeConfiguration> changed) {
    long nowEpochMs = services.clock().millis();
    List<EdgeRevisions.Told> all = new ArrayList<>();
    for (EdgeConfiguration content : changed) {
      EdgeConfiguration numbered =
          content.toBuilder().setRevision(company.revision()).setIssuedEpochMs(nowEpochMs).build();
      all.add(
          new EdgeRevisions.Told(
              content.getEdgeId(),
              company.revision(),
              nowEpochMs,
              hash(content),
              signer.sign(numbered)));
    }
    services.revisions().told(all, company.revision());
    all.forEach(services.presence()::push);
    putOutRevoked(company);
    if (!all.isEmpty()) {
      LOG.info("revision distributed revision={} edges={}", company.revision(), all.size());
    }
  }

  private void putOutRevoked(Company company) {
    for (String id : services.presence().ids()) {
      boolean revoked =
          company.edge(id).map(edge -> edge.state() == EdgeState.REVOKED).orElse(true);
      if (revoked) {
        services.presence().putOut(id);
        services.telemetry().forget(id);
      }
    }
  }

  private static String hash(EdgeConfiguration content) {
    return Fingerprint.of(content.toByteArray());
  }

  /// Ends the thread, without interrupting it: H2 closes its file under a thread that is
  /// interrupted. What is left in the outbox is distributed at the next start.
  @Override
  public void close() {
    running = false;
    work.release();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
