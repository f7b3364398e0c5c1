package io.hawser.edge.fec;

import java.lang.foreign.MemorySegment;

/// The sending side of a code: the last packets of one protected flow or class, and a repair symbol
/// over them whenever one is asked for (RFC 8681, sections 3.3 and 6.1).
///
/// Source symbols are numbered by 32 bits that wrap. To use a repair symbol the receiver needs,
/// besides its bytes: [#firstId], [#windowLength] and [#repairKey] as they are when it is made.
/// What a packet looks like in it: [Symbol].
///
/// On the packet path: its memory grows to the longest of its packets, some `window` times that;
/// then it allocates nothing. Owned by the outbound agent; not thread-safe.
public final class Encoder {
  /// Symbols in a window, at most. RFC 8681 has 12 bits for it; a longer window than this would
  /// repair what has come too late.
  public static final int MOST_WINDOW = 64;

  /// Bytes that a repair symbol is longer than the longest packet of its window, at most.
  public static final int OVERHEAD = Symbol.PREFIX;

  private static final int KEY_MASK = 0xFFFF;

  private final int longest;
  private final SymbolMemory memory = new SymbolMemory();
  private final Symbol[] ring;
  private final Symbol[] inWindow;
  private final byte[] factors;
  private final Coefficients coefficients = new Coefficients();
  private final Symbol repair;

  private int lastId;
  private int count;
  private int next;
  private int repairKey = KEY_MASK;

  /// @param window source symbols that a repair symbol sums up: 1 to [#MOST_WINDOW]
  /// @param longest bytes of a packet: 1 to 65,535
  /// @param firstId number of the first source symbol
  public Encoder(int window, int longest, int firstId) {
    if (window < 1 || window > MOST_WINDOW) {
      throw new IllegalArgumentException(
          "window: " + window + " (expected: 1 to " + MOST_WINDOW + ")");
    }
    Decoder.checkLongest(longest);
    this.longest = longest;
    ring = Decoder.symbols(window, longest, memory);
    inWindow = new Symbol[window];
    factors = new byte[window];
    repair = new Symbol(longest, memory);
    lastId = firstId - 1;
  }

  /// What the symbols of an encoder take at most, bytes.
  public static int mostBytes(int window, int longest) {
    return (window + 1) * Symbol.wordsOf(Symbol.PREFIX + longest) * Long.BYTES;
  }

  /// Takes a copy of a packet as the next source symbol, which then is [#lastId]. Answers false,
  /// and does nothing, where the packet has no byte or too many: it goes unprotected.
  public boolean add(MemorySegment p, long at, int length) {
    if (length < 1 || length > longest) {
      return false;
    }
    ring[next].setPacket(p, at, length);
    next = next + 1 == ring.length ? 0 : next + 1;
    count = Math.min(count + 1, ring.length);
    lastId++;
    return true;
  }

  /// The window begins anew: what was taken before is too old to be repaired.
  public void forget() {
    count = 0;
  }

  /// The number of the packet taken last.
  public int lastId() {
    return lastId;
  }

  /// The number of the oldest packet in the window.
  public int firstId() {
    return lastId - count + 1;
  }

  /// Packets in the window; 0 only before the first.
  public int windowLength() {
    return count;
  }

  /// The key of the repair symbol made last: 16 bits, one more each time.
  public int repairKey() {
    return repairKey;
  }

  /// Bytes that the next repair symbol has; 0 before the first packet.
  public int repairLength() {
    int most = 0;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, ring[i].length());
    }
    return most;
  }

  /// Writes a new repair symbol over the window, [#repairLength] bytes, and answers how many; at
  /// most `longest` and 2. Nothing before the first packet.
  public int makeRepair(MemorySegment to, long at) {
    if (count == 0) {
      return 0;
    }
    repairKey = repairKey + 1 & KEY_MASK;
    coefficients.fill(factors, count, repairKey, Coefficients.DENSE);
    int oldest = next < count ? next - count + ring.length : next - count;
    for (int i = 0; i < count; i++) {
      int place = oldest + i;
      inWindow[i] = ring[place < ring.length ? place : place - ring.length];
    }
    repair.setSum(inWindow, factors, count);
    repair.write(to, at);
    return repair.length();
  }
}
