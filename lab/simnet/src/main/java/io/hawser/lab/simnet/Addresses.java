package io.hawser.lab.simnet;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who has which address in one cloud.
final class Addresses {
  private final Map<InetAddress, Consumer<Datagram>> owners = new LinkedHashMap<>();

  void add(InetAddress address, Consumer<Datagram> owner) {
    if (owners.putIfAbsent(address, owner) != null) {
      throw new IllegalArgumentException(
          "address: " + address.getHostAddress() + " (expected: one that nobody has)");
    }
  }

  void move(InetAddress from, InetAddress to) {
    Consumer<Datagram> owner = owners.get(from);
    if (owner != null) {
      add(to, owner);
      owners.remove(from);
    }
  }

  @Nullable Consumer<Datagram> owner(InetAddress address) {
    return owners.get(address);
  }
}
