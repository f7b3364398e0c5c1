package io.hawser.edge.fec;

import io.hawser.edge.packet.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// A packet as the code sees it, or a sum of such: a row of elements of [Gf256].
///
/// ```
///  0                2                    2 + n
/// +----------------+--------------------+- - - - -
/// | n, big-endian  | packet, n bytes    | zeros
/// +----------------+--------------------+- - - - -
/// ```
///
/// RFC 8681, section 3.2, makes symbols of one set length out of packets with F (their flow), L
/// (their length) in front and P (zeros) behind. Ours differ in two things. A code protects one
/// flow or class, so that there is no F. And a packet is one symbol, whose zeros nobody sends: a
/// repair symbol is as long as the longest symbol that it sums up, which is the same arithmetic.
///
/// The zeros are more than padding: of a sum that was solved for wrongly, because something in it
/// was not what was sent, the length and the zeros hardly ever come out right ([#holdsPacket]).
///
/// Its memory grows to the longest packet that it held, and is allocated once for as long as those
/// are of a kind. Not thread-safe.
final class Symbol {
  /// Bytes in front of the packet.
  static final int PREFIX = 2;

  private static final int WORD_SHIFT = 3;

  /// Words by which it grows: 256 bytes.
  private static final int UNIT = 32;

  private static final long[] NOTHING = {};

  private final int mostWords;
  private final SymbolMemory memory;
  private long[] words = NOTHING;
  private MemorySegment bytes = MemorySegment.ofArray(NOTHING);

  /// Bytes that may be other than 0. In the last word that they reach, those after them are 0; in
  /// words after it is anything.
  private int length;

  /// @param longest bytes of a packet
  /// @param memory told of what it takes by now
  Symbol(int longest, SymbolMemory memory) {
    mostWords = wordsOf(PREFIX + longest);
    this.memory = memory;
  }

  private void reserve(int needed) {
    if (words.length < needed) {
      int now = Math.min(mostWords, needed + UNIT - 1 & -UNIT);
      memory.grew(now);
      words = Arrays.copyOf(words, now);
      bytes = MemorySegment.ofArray(words);
    }
  }

  /// Words that hold so many bytes.
  static int wordsOf(int length) {
    return length + (1 << WORD_SHIFT) - 1 >>> WORD_SHIFT;
  }

  int length() {
    return length;
  }

  /// Where the bytes lie, from 0.
  MemorySegment bytes() {
    return bytes;
  }

  /// Becomes the symbol of a packet, which must fit.
  void setPacket(MemorySegment p, long at, int packetLength) {
    setLength(PREFIX + packetLength);
    Bytes.put16(bytes, 0, packetLength);
    MemorySegment.copy(p, at, bytes, PREFIX, packetLength);
  }

  /// Becomes the symbol that lies somewhere, and must fit.
  void setBytes(MemorySegment p, long at, int length) {
    setLength(length);
    MemorySegment.copy(p, at, bytes, 0, length);
  }

  private void setLength(int length) {
    this.length = length;
    reserve(wordsOf(length));
    words[wordsOf(length) - 1] = 0;
  }

  /// Becomes the sum of `count` symbols, each times its factor; nothing where there are none.
  ///
  /// By Horner's rule over the bits of the factors: for each bit, the highest first, what is there
  /// is doubled, and the symbols whose factor has the bit are added. That is four plain additions a
  /// symbol and eight doublings in all, instead of a multiplication of every symbol.
  void setSum(Symbol[] symbols, byte[] factors, int count) {
    length = 0;
    for (int i = 0; i < count; i++) {
      grow(symbols[i].length);
    }
    for (int bit = 7; bit >= 0; bit--) {
      if (bit < 7) {
        Gf256.timesX(words, wordsOf(length));
      }
      addThose(symbols, factors, count, bit);
    }
  }

  /// Adds the symbols whose factor has a bit, in pairs as far as both reach.
  private void addThose(Symbol[] symbols, byte[] factors, int count, int bit) {
    Symbol waiting = null;
    for (int i = 0; i < count; i++) {
      if ((factors[i] >>> bit & 1) == 0) {
        continue;
      }
      Symbol each = symbols[i];
      int used = wordsOf(each.length);
      if (waiting == null) {
        waiting = each;
      } else if (wordsOf(waiting.length) == used) {
        Gf256.add(words, waiting.words, each.words, used);
        waiting = null;
      } else {
        Gf256.add(words, each.words, used);
      }
    }
    if (waiting != null) {
      Gf256.add(words, waiting.words, wordsOf(waiting.length));
    }
  }

  void add(Symbol other) {
    grow(other.length);
    Gf256.add(words, other.words, wordsOf(other.length));
  }

  /// @param scratch of as many words as a symbol; holds anything before and after
  void addScaled(Symbol other, int factor, long[] scratch) {
    grow(other.length);
    Gf256.addScaled(words, other.words, wordsOf(other.length), factor, scratch);
  }

  /// @param scratch as in [#addScaled]
  void scale(int factor, long[] scratch) {
    Gf256.scale(words, wordsOf(length), factor, scratch);
  }

  private void grow(int to) {
    if (to <= length) {
      return;
    }
    int used = wordsOf(to);
    reserve(used);
    for (int i = wordsOf(length); i < used; i++) {
      words[i] = 0;
    }
    length = to;
  }

  /// Writes [#length] bytes.
  void write(MemorySegment to, long at) {
    MemorySegment.copy(bytes, 0, to, at, length);
  }

  boolean isZero() {
    return isZero(0);
  }

  private boolean isZero(int from) {
    for (int i = from; i < length; i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, i) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether this is a packet's symbol: a length that fits, and nothing but zeros behind it.
  boolean holdsPacket() {
    if (length <= PREFIX) {
      return false;
    }
    int n = packetLength();
    return n > 0 && PREFIX + n <= length && isZero(PREFIX + n);
  }

  /// Bytes of the packet, which lies behind [#PREFIX].
  int packetLength() {
    return Bytes.u16(bytes, 0);
  }
}
