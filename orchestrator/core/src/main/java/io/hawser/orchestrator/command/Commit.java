package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Company;
import java.util.List;

/// What a command came to.
///
/// @param company with the changes in it
/// @param changes none: all was so already
public record Commit(Company company, List<Change> changes) {
  public Commit {
    changes = List.copyOf(changes);
  }

  public long revision() {
    return company.revision();
  }
}
