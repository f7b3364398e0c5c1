package io.hawser.edge.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One content kept as a current and a previous file.
///
/// Owned by one thread; not thread-safe.
final class TwoGenerations {
  /// Turns bytes into what they mean; throws where they are damaged.
  @FunctionalInterface
  interface Reading<T> {
    T of(byte[] content) throws Exception;
  }

  private static final Logger LOG = LoggerFactory.getLogger(TwoGenerations.class);

  private final Path current;
  private final Path previous;

  TwoGenerations(Path current) {
    this.current = current;
    this.previous = current.resolveSibling(current.getFileName() + ".previous");
  }

  /// The current content, or the previous one where the current is missing or damaged.
  <T> Optional<T> read(Reading<T> reading) {
    Optional<T> newest = readOne(current, reading);
    if (newest.isPresent()) {
      return newest;
    }
    Optional<T> older = readOne(previous, reading);
    older.ifPresent(_ -> LOG.warn("fallback file={} to={}", current, previous));
    return older;
  }

  /// Replaces the current content; only a good one becomes the previous one.
  void write(byte[] content, Reading<?> reading) {
    if (readOne(current, reading).isPresent()) {
      DurableFile.writeKeeping(current, previous, content);
    } else {
      DurableFile.write(current, content);
    }
  }

  private static <T> Optional<T> readOne(Path file, Reading<T> reading) {
    try {
      return Optional.of(reading.of(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("unreadable file={} cause={}", file, e.getMessage());
      return Optional.empty();
    } catch (Exception e) {
      LOG.warn("damaged file={} cause={}", file, e.getMessage());
      return Optional.empty();
    }
  }
}
