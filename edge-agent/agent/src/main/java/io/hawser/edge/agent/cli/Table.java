package io.hawser.edge.agent.cli;

import java.util.ArrayList;
import java.util.List;

/// Columns of text, as wide as their widest cell, two spaces apart.
final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> isRight = new ArrayList<>();

  /// A heading that begins with `>` aligns its column to the right.
  Table(String... headings) {
    List<String> row = new ArrayList<>();
    for (String heading : headings) {
      isRight.add(heading.startsWith(">"));
      row.add(heading.startsWith(">") ? heading.substring(1) : heading);
    }
    rows.add(row);
  }

  /// Empty cells are shown as a dash.
  void row(String... cells) {
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(cell.isEmpty() ? "-" : cell);
    }
    rows.add(row);
  }

  /// Goes on with the row before: what is empty was said there.
  void more(String... cells) {
    rows.add(List.of(cells));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String gap = " ".repeat(width(column) - cell.length());
        line.append(isRight.get(column) ? gap + cell : cell + gap).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
