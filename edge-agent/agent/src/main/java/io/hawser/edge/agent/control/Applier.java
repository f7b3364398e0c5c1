package io.hawser.edge.agent.control;

import io.hawser.edge.agent.store.CheckedRevision;
import io.hawser.edge.agent.store.RevisionRefused;

/// Brings a checked configuration into force; the data plane stands behind it.
@FunctionalInterface
public interface Applier {
  /// Applies it whole, or throws and leaves in force what was. Called on the control client's
  /// thread.
  void apply(CheckedRevision revision) throws RevisionRefused;
}
