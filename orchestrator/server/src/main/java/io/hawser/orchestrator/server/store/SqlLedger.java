package io.hawser.orchestrator.server.store;

import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.command.Commit;
import io.hawser.orchestrator.command.Decisions;
import io.hawser.orchestrator.command.Ledger;
import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Company;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;

/// The ledger in SQL. One commit at a time: the lock on `company_head` orders those of several
/// processes, the lock here only keeps threads of this one from queueing in the database.
public final class SqlLedger implements Ledger {
  private static final int MAX_ACTOR = 200;

  /// Whatever was committed before.
  private static final long ANY = Long.MAX_VALUE;

  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Company company;

  public SqlLedger(Database database) {
    this.database = database;
    company = database.jdbi().inTransaction(CompanyTables::load);
  }

  @Override
  public Company company() {
    return company;
  }

  @Override
  public Commit submit(Command command, String actor, long nowEpochMs) {
    return submitSince(ANY, command, actor, nowEpochMs);
  }

  @Override
  public Commit submitSince(long since, Command command, String actor, long nowEpochMs) {
    if (isAskedOften(command) && changesNothing(command, nowEpochMs)) {
      return new Commit(company, List.of());
    }
    Commit commit;
    lock.lock();
    try {
      commit =
          database
              .jdbi()
              .inTransaction(handle -> commit(handle, since, command, actor, nowEpochMs));
      if (commit.revision() != company.revision()) {
        database.sync();
        company = commit.company();
      }
    } finally {
      lock.unlock();
    }
    if (!commit.changes().isEmpty()) {
      listeners.forEach(Runnable::run);
    }
    return commit;
  }

  /// Edges repeat themselves a lot, and strangers knock: what says nothing new or is refused does
  /// not go to the database.
  private static boolean isAskedOften(Command command) {
    return command instanceof Command.ReportLinks
        || command instanceof Command.ReportHello
        || command instanceof Command.EnrolDevice;
  }

  private boolean changesNothing(Command command, long nowEpochMs) {
    return !Decisions.decide(company, command, nowEpochMs).numbered();
  }

  private Commit commit(Handle handle, long since, Command command, String actor, long nowEpochMs) {
    long head = CompanyTables.lockHead(handle);
    if (since != ANY) {
      Outbox.refuseStale(handle, command.getClass().getSimpleName(), since);
    }
    Company before = head == company.revision() ? company : CompanyTables.load(handle);
    Decisions.Decision decision = Decisions.decide(before, command, nowEpochMs);
    if (!decision.numbered()) {
      return new Commit(before, List.of());
    }
    long revision = head + 1;
    Company after = before.with(decision.changes(), revision);
    for (Change change : decision.changes()) {
      CompanyTables.write(handle, change, after);
    }
    CompanyTables.moveHead(handle, revision);
    Outbox.add(
        handle,
        new Outbox.Entry(
            revision,
            nowEpochMs,
            actor.length() <= MAX_ACTOR ? actor : actor.substring(0, MAX_ACTOR),
            command.getClass().getSimpleName(),
            decision.changes()));
    return new Commit(after, decision.changes());
  }

  @Override
  public AutoCloseable onUpdate(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
