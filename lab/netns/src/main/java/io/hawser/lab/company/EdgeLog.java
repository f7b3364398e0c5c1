package io.hawser.lab.company;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an edge has told of its paths and moves since a moment, by its log.
///
/// @param lines those lines, oldest first
public record EdgeLog(List<String> lines) {
  private static final Pattern PATH =
      Pattern.compile("\\bpath path=(\\S+) direction=(\\S+) from=(\\S+) to=(\\S+) cause=(.*)");
  private static final Pattern MOVE =
      Pattern.compile(
          "\\bmove class=(\\S+) peer=(\\S+) from=(.*?) to=(.*?) cause=(.*?) rule=(.*?)"
              + "(?: reason=.*)?$");

  /// Rules that tell nothing bad of a path that is left.
  private static final Set<String> OF_RETURNS =
      Set.of(
          "backup only when nothing else",
          "equal paths share",
          "preferred transports first",
          "a path on probation waits behind settled ones");

  public EdgeLog {
    lines = List.copyOf(lines);
  }

  /// Where an edge's log stands now.
  public record Mark(EdgeNode edge, int length) {
    /// What came since.
    public EdgeLog since() throws IOException {
      String all = edge.process().output();
      return new EdgeLog(all.substring(Math.min(length, all.length())).lines().toList());
    }
  }

  /// A change of one direction of a path.
  public record PathChange(String path, String direction, String from, String to, String cause) {}

  /// A class that went elsewhere, by which rule; `from` and `to` are paths, separated by commas.
  public record Move(
      String trafficClass, String peer, String from, String to, String cause, String rule) {
    /// Whether nothing happened that made it go: a hold-down is over, and it goes back to what it
    /// prefers.
    public boolean isReturn() {
      return cause.isEmpty() && OF_RETURNS.contains(rule);
    }
  }

  public List<PathChange> pathChanges() {
    return lines.stream()
        .map(PATH::matcher)
        .filter(Matcher::find)
        .map(m -> new PathChange(m.group(1), m.group(2), m.group(3), m.group(4), m.group(5)))
        .toList();
  }

  public List<Move> moves() {
    return lines.stream()
        .map(MOVE::matcher)
        .filter(Matcher::find)
        .map(m -> new Move(m.group(1), m.group(2), m.group(3), m.group(4), m.group(5), m.group(6)))
        .toList();
  }

  /// Directions of paths that went down.
  public List<PathChange> downs() {
    return pathChanges().stream().filter(change -> change.to().equals("down")).toList();
  }

  /// Whether a peer was said to be away.
  public boolean saysAway(String peer) {
    return lines.stream().anyMatch(line -> line.contains("peer-away peer=" + peer + " away=true"));
  }
}
