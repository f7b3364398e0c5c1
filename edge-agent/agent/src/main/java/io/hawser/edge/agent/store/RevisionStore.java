package io.hawser.edge.agent.store;

import io.hawser.orchestrator.api.SignedRevision;
import java.nio.file.Path;
import java.util.Optional;

/// Keeps the last accepted revision on the disk.
///
/// The signature doubles as the checksum: whatever bit is lost, the copy is no longer authentic.
/// Owned by one thread at a time.
public final class RevisionStore {
  private final TwoGenerations file;

  public RevisionStore(Path stateDirectory) {
    this.file = new TwoGenerations(stateDirectory.resolve("revision"));
  }

  /// The newest authentic copy on the disk.
  public Optional<CheckedRevision> load(RevisionCheck check) {
    return file.read(content -> check.authentic(SignedRevision.parseFrom(content)));
  }

  /// Keeps a revision that is in force; the one before it becomes the fallback.
  public void keep(CheckedRevision revision, RevisionCheck check) {
    file.write(
        revision.signed().toByteArray(),
        content -> check.authentic(SignedRevision.parseFrom(content)));
  }
}
