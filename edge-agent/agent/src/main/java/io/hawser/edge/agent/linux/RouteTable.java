package io.hawser.edge.agent.linux;

import java.util.LinkedHashSet;
import java.util.Set;

/// One routing table of the edge's own, for one family, kept as it is wanted.
///
/// Wanted routes are put in (`replace`) before unwanted ones go, so no packet ever meets an empty
/// table.
final class RouteTable {
  private final IpFamily family;
  private final int number;
  private final Set<String> installed = new LinkedHashSet<>();

  RouteTable(IpFamily family, int number) {
    this.family = family;
    this.number = number;
  }

  /// Removes all routes, those of a crashed run included.
  void flush() {
    Command.attempt("", "ip", family.option, "route", "flush", "table", "" + number);
    installed.clear();
  }

  /// Makes the table hold just `wanted`, each as `ip route` words it, without its table. All are
  /// put in again even where they were before: the kernel takes routes away with a device.
  void hold(Set<String> wanted) {
    StringBuilder add = new StringBuilder();
    wanted.forEach(route -> add.append(line("replace", route)));
    Set<String> unwanted = new LinkedHashSet<>(installed);
    unwanted.removeAll(wanted);
    installed.addAll(wanted);
    if (!wanted.isEmpty()) {
      Command.runWith(add.toString(), "ip", family.option, "-batch", "-");
    }
    if (!unwanted.isEmpty()) {
      StringBuilder remove = new StringBuilder();
      unwanted.forEach(route -> remove.append(line("del", route)));
      Command.attempt(remove.toString(), "ip", family.option, "-force", "-batch", "-");
      installed.removeAll(unwanted);
    }
  }

  private String line(String verb, String route) {
    return "route " + verb + " " + route + " table " + number + "\n";
  }
}
