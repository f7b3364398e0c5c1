package io.hawser.edge.fec;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The receiving side of a code: takes the packets that come and the repair symbols, and gives
/// those that were lost as soon as they can be known (RFC 8681, section 6.2).
///
/// It keeps the last [#SPAN] source symbols, or their places. What is missing there is unknown of a
/// system of linear [Equations]; what falls out of it missing is given up.
///
/// ```
///     BEFORE ──┐                    source came
///              ├────────────────────────────────────────▶ CAME
///   ▶ MISSING ─┤                                           ▲ source came after all
///              └────────▶ RECOVERED ───────────────────────┘
///                solved
/// ```
///
/// BEFORE is a place whose packet was sent before the first that came, or never.
///
/// Symbols must come from the one encoder that this decoder is for, which is for the session that
/// they are opened by to say. Lengths and numbers are checked all the same: whatever comes, nothing
/// is read or written outside, and the work is bounded. A packet that turns out to be none is not
/// delivered.
///
/// On the packet path: its memory grows to the longest of its packets, some 160 times that; then it
/// allocates nothing. Owned by the inbound agent; not thread-safe.
public final class Decoder {
  /// Source symbols that are kept: two full windows, so that a repair symbol may come as late as
  /// its window is long.
  public static final int SPAN = 2 * Encoder.MOST_WINDOW;

  /// Packets that may become known by one symbol.
  public static final int MOST_AT_ONCE = Equations.MOST;

  private static final int MASK = SPAN - 1;
  private static final int MOST_LONGEST = 0xFFFF;

  /// So many source symbols in a row that are older than all that is kept are no late ones: the
  /// sender began anew.
  private static final int MOST_BEHIND = 64;

  /// Takes what is repaired.
  @FunctionalInterface
  public interface Recovered {
    /// @param packet borrowed: valid until the call returns; the decoder must not be called in it
    void onRecovered(int id, MemorySegment packet, long at, int length);
  }

  /// What a source symbol is to the decoder.
  public enum Arrival {
    /// Not seen before: deliver it.
    FRESH,
    /// It came or was recovered before: do not deliver it again.
    DUPLICATE,
    /// Older than all that is kept: it is not known whether it was recovered.
    LATE,
    /// Empty or too long for this code, so not one of its packets.
    MALFORMED
  }

  private enum State {
    BEFORE,
    MISSING,
    CAME,
    RECOVERED
  }

  private static final int SYMBOLS = SPAN + Equations.MOST + 1;

  /// What it takes besides their bytes: objects, tables and factors.
  private static final int OWN_BYTES = 24 << 10;

  private final int longest;
  private final SymbolMemory memory = new SymbolMemory();
  private final Recovered recovered;
  private final RepairCounts counts = new RepairCounts();
  private final Symbol[] ring;
  private final State[] states = new State[SPAN];
  private final Equations equations;

  private final Coefficients coefficients = new Coefficients();
  private final byte[] factors = new byte[Encoder.MOST_WINDOW];
  private final Symbol[] known = new Symbol[Encoder.MOST_WINDOW];
  private final byte[] knownFactors = new byte[Encoder.MOST_WINDOW];
  private final Symbol repair;

  private boolean begun;
  private int highest;
  private int behind;
  private boolean lastWasLost;

  /// @param longest bytes of a packet, as the encoder has it: 1 to 65,535
  public Decoder(int longest, Recovered recovered) {
    checkLongest(longest);
    this.longest = longest;
    this.recovered = recovered;
    ring = symbols(SPAN, longest, memory);
    equations = new Equations(longest, memory);
    repair = new Symbol(longest, memory);
    Arrays.fill(states, State.BEFORE);
  }

  static void checkLongest(int longest) {
    if (longest < 1 || longest > MOST_LONGEST) {
      throw new IllegalArgumentException(
          "longest: " + longest + " (expected: 1 to " + MOST_LONGEST + ")");
    }
  }

  static Symbol[] symbols(int count, int longest, SymbolMemory memory) {
    Symbol[] symbols = new Symbol[count];
    for (int i = 0; i < count; i++) {
      symbols[i] = new Symbol(longest, memory);
    }
    return symbols;
  }

  /// What a decoder takes at most, bytes.
  ///
  /// @param longest bytes of a packet
  public static int mostBytes(int longest) {
    return OWN_BYTES + SYMBOLS * Symbol.wordsOf(Symbol.PREFIX + longest) * Long.BYTES;
  }

  /// What it takes at most as long as no packet is longer than all before, bytes.
  public int memoryBytes() {
    return OWN_BYTES + SYMBOLS * memory.mostBytes();
  }

  public RepairCounts counts() {
    return counts;
  }

  /// The encoder is another one now. What is missing is given up.
  public void reset() {
    if (begun) {
      for (int n = 1; n <= SPAN; n++) {
        settle(highest + n & MASK);
      }
    }
    Arrays.fill(states, State.BEFORE);
    equations.clear();
    begun = false;
    lastWasLost = false;
    behind = 0;
  }

  /// Takes a copy of a packet that came. Others may be known by it, which are delivered before this
  /// returns: they are mostly the older ones.
  public Arrival onSource(int id, MemorySegment p, long at, int length) {
    if (!fits(p, at, length, longest)) {
      counts.malformed++;
      return Arrival.MALFORMED;
    }
    if (!reaches(id)) {
      counts.late++;
      return Arrival.LATE;
    }
    int slot = id & MASK;
    State before = states[slot];
    states[slot] = State.CAME;
    if (has(before)) {
      counts.duplicate++;
      return Arrival.DUPLICATE;
    }
    ring[slot].setPacket(p, at, length);
    if (equations.count() > 0) {
      equations.substitute(slot, ring[slot], oldest());
      deliver();
    }
    return Arrival.FRESH;
  }

  /// Takes a repair symbol over the packets `firstId` to `firstId + windowLength - 1`, and delivers
  /// what is known by it.
  public void onRepair(
      int firstId, int windowLength, int repairKey, MemorySegment p, long at, int length) {
    if (windowLength < 1
        || windowLength > Encoder.MOST_WINDOW
        || length <= Symbol.PREFIX
        || !fits(p, at, length, Symbol.PREFIX + longest)) {
      counts.malformed++;
      return;
    }
    int ahead = firstId + windowLength - 1 - highest;
    if (!begun || ahead <= -SPAN || ahead >= SPAN || firstId - highest <= -SPAN) {
      counts.unusable++;
      return;
    }
    if (ahead > 0) {
      advance(highest + ahead);
    }
    if (!isMissingAny(firstId, windowLength)) {
      counts.redundant++;
      return;
    }
    repair.setBytes(p, at, length);
    fill(equations.spare(oldest()), firstId, windowLength, repairKey);
    if (!equations.add(oldest())) {
      counts.redundant++;
    }
    deliver();
  }

  private static boolean fits(MemorySegment p, long at, int length, int most) {
    return length >= 1 && length <= most && at >= 0 && at <= p.byteSize() - length;
  }

  /// Moves on to a packet that is ahead; answers whether it has a place.
  private boolean reaches(int id) {
    if (!begun) {
      begin(id);
    }
    int ahead = id - highest;
    if (ahead <= -SPAN) {
      if (++behind < MOST_BEHIND) {
        return false;
      }
      reset();
      begin(id);
    } else if (ahead > 0) {
      advance(id);
    }
    behind = 0;
    return true;
  }

  private void begin(int id) {
    begun = true;
    highest = id;
  }

  private void advance(int to) {
    int ahead = to - highest;
    int steps = Math.min(ahead, SPAN);
    for (int n = 1; n <= steps; n++) {
      int slot = highest + n & MASK;
      settle(slot);
      states[slot] = State.MISSING;
    }
    if (ahead > steps) {
      settleSkipped(ahead - steps);
    }
    highest = to;
  }

  /// The place's packet is too old from now on.
  private void settle(int slot) {
    State state = states[slot];
    if (!has(state)) {
      equations.forget(slot);
    }
    if (state == State.BEFORE) {
      return;
    }
    boolean isLost = state != State.CAME;
    counts.expected++;
    counts.lost += isLost ? 1 : 0;
    counts.runs += isLost && !lastWasLost ? 1 : 0;
    counts.givenUp += state == State.MISSING ? 1 : 0;
    lastWasLost = isLost;
  }

  /// Packets that were too old before any newer one came.
  private void settleSkipped(int skipped) {
    counts.expected += skipped;
    counts.lost += skipped;
    counts.runs += lastWasLost ? 0 : 1;
    counts.givenUp += skipped;
    lastWasLost = true;
  }

  private static boolean has(State state) {
    return state == State.CAME || state == State.RECOVERED;
  }

  /// The place of the oldest packet that is kept.
  private int oldest() {
    return highest + 1 & MASK;
  }

  private boolean isMissingAny(int firstId, int windowLength) {
    for (int i = 0; i < windowLength; i++) {
      if (!has(states[firstId + i & MASK])) {
        return true;
      }
    }
    return false;
  }

  /// What the repair symbol says of those that are missing: it less those that are known.
  private void fill(Equation equation, int firstId, int windowLength, int repairKey) {
    coefficients.fill(factors, windowLength, repairKey, Coefficients.DENSE);
    int knownCount = 0;
    for (int i = 0; i < windowLength; i++) {
      int slot = firstId + i & MASK;
      if (has(states[slot])) {
        known[knownCount] = ring[slot];
        knownFactors[knownCount++] = factors[i];
      } else {
        equation.put(slot, factors[i] & 0xFF);
      }
    }
    equation.sum.setSum(known, knownFactors, knownCount);
    equation.sum.add(repair);
  }

  private void deliver() {
    boolean isSound = !equations.contradicts();
    while (isSound && equations.takeSolved(oldest())) {
      Equation solved = equations.taken();
      isSound = solved.sum.holdsPacket();
      if (isSound) {
        deliver(solved);
      }
    }
    if (!isSound) {
      counts.contradictory++;
      equations.clear();
    }
  }

  private void deliver(Equation solved) {
    int slot = solved.pivot;
    Symbol symbol = solved.sum;
    solved.sum = ring[slot];
    ring[slot] = symbol;
    states[slot] = State.RECOVERED;
    counts.recovered++;
    int id = highest - (highest - slot & MASK);
    recovered.onRecovered(id, symbol.bytes(), Symbol.PREFIX, symbol.packetLength());
  }
}
