package io.hawser.edge.agent.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes files so that a crash leaves either the old content or the new one, never a mixture.
public final class DurableFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /// Replaces `file` by `content`; durable when this returns.
  public static void write(Path file, byte[] content) {
    try {
      makeDirectory(file);
      moveInPlace(written(file, content), file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": not written (expected: a writable disk)", e);
    }
  }

  /// As [#write], and what `file` held before is then in `previous`.
  static void writeKeeping(Path file, Path previous, byte[] content) {
    try {
      makeDirectory(file);
      Path fresh = written(file, content);
      Path second = file.resolveSibling(file.getFileName() + ".link");
      Files.deleteIfExists(second);
      Files.createLink(second, file);
      moveInPlace(second, previous);
      moveInPlace(fresh, file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": not written (expected: a writable disk)", e);
    }
  }

  private static Path written(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    return fresh;
  }

  private static void moveInPlace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(parent(to), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static void makeDirectory(Path file) throws IOException {
    Path directory = parent(file);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + ": a root (expected: a file in a directory)");
    }
    return parent;
  }

  private DurableFile() {}
}
