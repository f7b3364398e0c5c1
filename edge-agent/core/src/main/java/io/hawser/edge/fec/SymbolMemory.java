package io.hawser.edge.fec;

/// How long the symbols of one code have become. They grow to the packets that they hold, and never
/// shrink. Not thread-safe.
final class SymbolMemory {
  private int mostWords;

  void grew(int toWords) {
    mostWords = Math.max(mostWords, toWords);
  }

  /// Of the longest symbol, as the others may become.
  int mostBytes() {
    return mostWords * Long.BYTES;
  }
}
