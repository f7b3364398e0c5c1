package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Company;

/// Where commands go and the company is read. All methods may be called from any thread.
public interface Ledger {
  /// The newest committed company.
  Company company();

  /// Checks, commits and numbers a change; on return it is on the disk.
  ///
  /// @param actor who asks, for the record: `user:ann`, `edge:6f1c…`
  /// @throws io.hawser.orchestrator.company.RefusedException where nothing was changed
  Commit submit(Command command, String actor, long nowEpochMs);

  /// As above, where no command of this kind was committed after revision `since`: for whole
  /// documents, which would silently take away what someone else added meanwhile.
  Commit submitSince(long since, Command command, String actor, long nowEpochMs);

  /// Calls back after every commit, on the thread of the one who submitted: set a flag, do not
  /// work.
  AutoCloseable onUpdate(Runnable listener);
}
