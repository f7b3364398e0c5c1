package io.hawser.edge.fec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The decoder as one would write it without a thought of cost: keeps every repair symbol for ever
/// and solves for all that is missing, byte by byte, after each symbol. Numbers are counted from
/// the first packet sent, so that nothing wraps.
final class Model {
  private final int firstId;
  private final int packets;
  private final byte[][] known;
  private final List<Row> rows = new ArrayList<>();
  private final Coefficients coefficients = new Coefficients();
  private int highest = -1;
  private int rank;

  private static final class Row {
    final int[] factors;
    byte[] sum;

    Row(int columns, byte[] sum) {
      this.factors = new int[columns];
      this.sum = sum;
    }

    void addScaled(Row other, int factor) {
      for (int i = 0; i < factors.length; i++) {
        factors[i] ^= Bitwise.product(other.factors[i], factor);
      }
      subtract(other.sum, factor);
    }

    void subtract(byte[] symbol, int factor) {
      sum = Arrays.copyOf(sum, Math.max(sum.length, symbol.length));
      Bitwise.addScaled(sum, symbol, factor);
    }

    int lead() {
      for (int i = 0; i < factors.length; i++) {
        if (factors[i] != 0) {
          return i;
        }
      }
      return -1;
    }

    boolean isAlone(int column) {
      for (int i = 0; i < factors.length; i++) {
        if (i != column && factors[i] != 0) {
          return false;
        }
      }
      return true;
    }
  }

  Model(int firstId, int packets) {
    this.firstId = firstId;
    this.packets = packets;
    known = new byte[packets][];
  }

  /// The most equations that were needed at once.
  int rank() {
    return rank;
  }

  static byte[] symbol(byte[] packet) {
    byte[] symbol = new byte[2 + packet.length];
    symbol[0] = (byte) (packet.length >> 8);
    symbol[1] = (byte) packet.length;
    System.arraycopy(packet, 0, symbol, 2, packet.length);
    return symbol;
  }

  /// Answers the packets that are known by it, the one itself aside.
  TreeMap<Integer, byte[]> source(int id, byte[] packet) {
    int n = id - firstId;
    if (highest >= 0 && n <= highest - Decoder.SPAN) {
      return new TreeMap<>();
    }
    highest = Math.max(highest, n);
    if (known[n] != null) {
      return new TreeMap<>();
    }
    known[n] = symbol(packet);
    return solve();
  }

  TreeMap<Integer, byte[]> repair(Repair repair) {
    int n = repair.firstId - firstId;
    int last = n + repair.windowLength - 1;
    if (highest < 0
        || last >= highest + Decoder.SPAN
        || n <= Math.max(highest, last) - Decoder.SPAN) {
      return new TreeMap<>();
    }
    highest = Math.max(highest, last);
    Row row = new Row(packets, repair.symbol);
    byte[] factors = new byte[repair.windowLength];
    coefficients.fill(factors, factors.length, repair.key, Coefficients.DENSE);
    for (int i = 0; i < factors.length; i++) {
      row.factors[n + i] = factors[i] & 0xFF;
    }
    rows.add(row);
    return solve();
  }

  private TreeMap<Integer, byte[]> solve() {
    for (Row row : rows) {
      for (int i = 0; i < packets; i++) {
        if (row.factors[i] != 0 && known[i] != null) {
          row.subtract(known[i], row.factors[i]);
          row.factors[i] = 0;
        }
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      int lead = row.lead();
      if (lead < 0) {
        continue;
      }
      int inverse = Bitwise.inverse(row.factors[lead]);
      for (Row other : rows) {
        if (other != row && other.factors[lead] != 0) {
          other.addScaled(row, Bitwise.product(other.factors[lead], inverse));
        }
      }
    }
    rows.removeIf(row -> row.lead() < 0);
    rank = Math.max(rank, inSpan());
    return solved();
  }

  private int inSpan() {
    return (int) rows.stream().filter(row -> row.lead() > highest - Decoder.SPAN).count();
  }

  private TreeMap<Integer, byte[]> solved() {
    TreeMap<Integer, byte[]> solved = new TreeMap<>();
    for (Row row : rows) {
      int lead = row.lead();
      if (lead > highest - Decoder.SPAN && row.isAlone(lead)) {
        byte[] symbol = new byte[row.sum.length];
        Bitwise.addScaled(symbol, row.sum, Bitwise.inverse(row.factors[lead]));
        int length = (symbol[0] & 0xFF) << 8 | symbol[1] & 0xFF;
        known[lead] = Arrays.copyOf(symbol, 2 + length);
        solved.put(lead, Arrays.copyOfRange(symbol, 2, 2 + length));
      }
    }
    return solved;
  }
}
