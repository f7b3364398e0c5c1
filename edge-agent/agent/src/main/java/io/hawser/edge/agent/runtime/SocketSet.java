package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.IpFamily;
import io.hawser.edge.agent.linux.LinkSocket;
import io.hawser.edge.dataplane.Sockets;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The UDP sockets of an edge by the core's numbers ([Sockets]). Immutable.
///
/// A number stands for two sockets, one a family.
final class SocketSet {
  static final SocketSet EMPTY = new SocketSet(List.of());

  /// One socket under its number.
  record Numbered(int number, LinkSocket socket) {}

  private final List<Numbered> all;
  private final @Nullable LinkSocket[] v4;
  private final @Nullable LinkSocket[] v6;

  SocketSet(List<Numbered> sockets) {
    all = List.copyOf(sockets);
    int size = all.stream().mapToInt(Numbered::number).max().orElse(-1) + 1;
    v4 = new LinkSocket[size];
    v6 = new LinkSocket[size];
    for (Numbered each : all) {
      (each.socket.family() == IpFamily.V4 ? v4 : v6)[each.number] = each.socket;
    }
  }

  List<Numbered> all() {
    return all;
  }

  /// The socket of that number that speaks the destination's family; null where there is none.
  @Nullable LinkSocket find(int number, InetSocketAddress destination) {
    @Nullable LinkSocket[] family = destination.getAddress() instanceof Inet4Address ? v4 : v6;
    return number < family.length ? family[number] : null;
  }

  /// What is here and not in `kept`.
  List<LinkSocket> without(SocketSet kept) {
    List<LinkSocket> gone = new ArrayList<>();
    all.stream().map(Numbered::socket).forEach(gone::add);
    kept.all.forEach(each -> gone.remove(each.socket));
    return gone;
  }
}
