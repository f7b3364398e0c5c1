package io.hawser.edge.agent.stamp;

import io.hawser.probe.StampKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/// The file of a key that two STAMP nodes share: one line, taken as it is, or as the bytes that
/// follow `hex:`.
public final class KeyFile {
  /// What to expect of one, for messages.
  public static final String FORM =
      "a file of one line, 8 to 1024 bytes or hex:DIGITS, that others than its owner cannot read";

  private static final String HEX = "hex:";
  private static final int MOST_LENGTH = 1_024;

  /// Of a key in digits, with what is around them.
  private static final int MOST_FILE_LENGTH = 2 * MOST_LENGTH + 16;

  private final byte[] key;

  private KeyFile(byte[] key) {
    this.key = key;
  }

  /// Throws [IllegalArgumentException] where the file is no key, or one that everybody may read.
  public static KeyFile read(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.OTHERS_READ)
          || permissions.contains(PosixFilePermission.GROUP_READ)) {
        throw new IllegalArgumentException(file + ": others may read it (expected: mode 0600)");
      }
      byte[] key =
          Files.size(file) > MOST_FILE_LENGTH ? new byte[0] : parse(Files.readAllBytes(file));
      if (key.length == 0 || key.length > MOST_LENGTH) {
        throw new IllegalArgumentException(file + ": no key (expected: " + FORM + ")");
      }
      var _ = new StampKey(key);
      return new KeyFile(key);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": unreadable (expected: " + FORM + ")", e);
    }
  }

  private static byte[] parse(byte[] content) {
    int end = content.length;
    while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
      end--;
    }
    byte[] line = Arrays.copyOf(content, end);
    String text = new String(line, StandardCharsets.ISO_8859_1);
    return text.startsWith(HEX)
        ? HexFormat.of().parseHex(text.substring(HEX.length()).strip())
        : line;
  }

  /// A key of its own for each user: it holds a digest's state.
  public StampKey key() {
    return new StampKey(key);
  }

  @Override
  public String toString() {
    return "key of " + key.length + " bytes";
  }
}
