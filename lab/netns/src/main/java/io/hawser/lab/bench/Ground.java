package io.hawser.lab.bench;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import java.net.InetAddress;
import java.util.List;

/// Where contenders run: the two sites of a topology `speed…`, the first of which sends.
record Ground(Lab lab) {
  Host from() {
    return lab.host("hq");
  }

  Host to() {
    return lab.host("branch-1");
  }

  /// Both ends of a tunnel, the sending one first.
  List<Host> ends() {
    return List.of(from(), to());
  }

  /// A host behind each.
  List<Host> hosts() {
    return List.of(lab.host("hq-pc"), lab.host("branch-1-pc"));
  }

  /// An end's address on its first link.
  InetAddress outer(Host end) {
    return lab.topology().sites().stream()
        .filter(each -> each.name().equals(end.name()))
        .map(each -> each.links().getFirst())
        .findFirst()
        .orElseThrow()
        .addresses()
        .getFirst()
        .ip();
  }
}
