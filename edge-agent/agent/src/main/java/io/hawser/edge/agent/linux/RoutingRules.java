package io.hawser.edge.agent.linux;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The rules of one family that the edge adds to the kernel's routing policy; see the package's
/// document for their order.
final class RoutingRules {
  static final int MARK_PRIORITY = 4200;
  static final int SOURCE_MAIN_PRIORITY = 4300;
  static final int SOURCE_LINK_PRIORITY = 4400;
  static final int TUNNEL_PRIORITY = 4500;

  private final IpFamily family;
  private final int firstPriority;
  private final int lastPriority;
  private final Set<String> installed = new LinkedHashSet<>();

  /// Rules of priorities `firstPriority` to `lastPriority` belong to this object alone.
  RoutingRules(IpFamily family, int firstPriority, int lastPriority) {
    this.family = family;
    this.firstPriority = firstPriority;
    this.lastPriority = lastPriority;
  }

  /// Removes all rules of these priorities, those of a crashed run included.
  void flush() {
    List<String> stale =
        Command.run("ip", family.option, "rule", "show")
            .lines()
            .map(line -> line.substring(0, line.indexOf(':')))
            .filter(this::isOurs)
            .toList();
    if (!stale.isEmpty()) {
      String batch =
          stale.stream()
              .map(priority -> "rule del priority " + priority + "\n")
              .collect(Collectors.joining());
      Command.runWith(batch, "ip", family.option, "-batch", "-");
    }
    installed.clear();
  }

  private boolean isOurs(String priority) {
    int number = Integer.parseUnsignedInt(priority);
    return firstPriority <= number && number <= lastPriority;
  }

  /// Makes the kernel hold just `wanted`, each as `ip rule` words it; what is there already stays
  /// untouched.
  void hold(Set<String> wanted) {
    StringBuilder batch = new StringBuilder();
    wanted.stream()
        .filter(rule -> !installed.contains(rule))
        .forEach(rule -> batch.append("rule add ").append(rule).append('\n'));
    installed.stream()
        .filter(rule -> !wanted.contains(rule))
        .forEach(rule -> batch.append("rule del ").append(rule).append('\n'));
    if (!batch.isEmpty()) {
      try {
        Command.runWith(batch.toString(), "ip", family.option, "-batch", "-");
      } catch (LinuxException e) {
        flush(); // a batch that stopped half-way is not to be guessed about
        throw e;
      }
      installed.clear();
      installed.addAll(wanted);
    }
  }
}
