package io.hawser.edge.agent.store;

import com.google.protobuf.ByteString;
import java.util.HexFormat;

/// Bytes as people compare them.
final class Hex {
  private static final int SHOWN = 8;

  static String shortened(ByteString bytes) {
    String hex =
        HexFormat.of().formatHex(bytes.substring(0, Math.min(SHOWN, bytes.size())).toByteArray());
    return bytes.isEmpty() ? "none" : bytes.size() > SHOWN ? hex + "…" : hex;
  }

  private Hex() {}
}
