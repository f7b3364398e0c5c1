package io.hawser.orchestrator.console;

import java.util.ArrayList;
import java.util.List;

/// The network drawn: sites on an ellipse, a line where two keep paths, coloured by its worse way.
/// The picture's units are those of its view box.
public record NetworkMap(List<Node> nodes, List<Line> lines) {
  /// Height of the view box; its width is 400.
  public static final int HEIGHT = 260;

  private static final int CENTRE_X = 200;
  private static final int CENTRE_Y = 120;
  private static final int RADIUS_X = 145;
  private static final int RADIUS_Y = 84;

  /// Room between a site's circle and its name below.
  private static final int LABEL_DROP = 31;

  public NetworkMap {
    nodes = List.copyOf(nodes);
    lines = List.copyOf(lines);
  }

  /// A site.
  public record Node(String name, int x, int y, boolean hub, boolean attached) {
    public int labelY() {
      return y + LABEL_DROP;
    }
  }

  /// Two sites that keep paths to each other.
  public record Line(String one, String other, int x1, int y1, int x2, int y2, PathState state) {}

  public static NetworkMap of(NetworkView network) {
    List<Node> nodes = nodes(network);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (int k = i + 1; k < nodes.size(); k++) {
        Node one = nodes.get(i);
        Node other = nodes.get(k);
        PairView there = network.pair(one.name(), other.name());
        PairView back = network.pair(other.name(), one.name());
        if (!there.paths().isEmpty() || !back.paths().isEmpty()) {
          PathState state = worse(look(there), look(back));
          lines.add(
              new Line(one.name(), other.name(), one.x(), one.y(), other.x(), other.y(), state));
        }
      }
    }
    return new NetworkMap(nodes, lines);
  }

  /// Up only where every path is; down only where none carries.
  private static PathState look(PairView pair) {
    if (pair.paths().isEmpty() || !pair.best().carries() || pair.worst() == PathState.UP) {
      return pair.best();
    }
    return PathState.SUSPECT;
  }

  private static PathState worse(PathState one, PathState other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static List<Node> nodes(NetworkView network) {
    List<Node> nodes = new ArrayList<>();
    int count = network.sites().size();
    for (int i = 0; i < count; i++) {
      SiteView site = network.sites().get(i);
      double angle = 2 * Math.PI * i / count - Math.PI * 3 / 4;
      EdgeView edge = network.edgeAt(site);
      nodes.add(
          new Node(
              site.name(),
              count == 1 ? CENTRE_X : (int) Math.round(CENTRE_X + RADIUS_X * Math.cos(angle)),
              count == 1 ? CENTRE_Y : (int) Math.round(CENTRE_Y + RADIUS_Y * Math.sin(angle)),
              site.hub(),
              edge != null && edge.attached()));
    }
    return nodes;
  }
}
