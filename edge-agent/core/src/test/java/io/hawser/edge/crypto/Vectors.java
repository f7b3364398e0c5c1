package io.hawser.edge.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Published vectors in `src/test/resources/vectors`: lines `name: hex`, a blank line between
/// cases, `#` before a comment.
public final class Vectors {
  private Vectors() {}

  public static List<Map<String, byte[]>> read(String file) {
    List<Map<String, byte[]>> cases = new ArrayList<>();
    Map<String, byte[]> current = new LinkedHashMap<>();
    for (String line : (text(file) + "\n").lines().toList()) {
      if (line.isBlank()) {
        keep(current, cases);
        current = new LinkedHashMap<>();
      } else if (!line.startsWith("#")) {
        int colon = line.indexOf(':');
        current.put(line.substring(0, colon), bytes(line.substring(colon + 1).strip()));
      }
    }
    keep(current, cases);
    return cases;
  }

  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static void keep(Map<String, byte[]> current, List<Map<String, byte[]>> cases) {
    if (!current.isEmpty()) {
      cases.add(current);
    }
  }

  private static String text(String file) {
    try (var in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
