package io.hawser.edge.agent.stamp;

import io.hawser.policy.Prefix;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Who may ask a reflector; none in the list stands for everybody.
public record ReflectorPeers(List<Prefix> prefixes) implements Predicate<InetAddress> {
  private static final String ANY = "any";

  public ReflectorPeers {
    prefixes = List.copyOf(prefixes);
  }

  /// `any`, or addresses and prefixes with commas between them.
  public static ReflectorPeers parse(String text) {
    if (text.strip().equals(ANY)) {
      return new ReflectorPeers(List.of());
    }
    List<Prefix> prefixes =
        Stream.of(text.split(",", -1)).map(String::strip).map(Prefix::parse).toList();
    return new ReflectorPeers(prefixes);
  }

  @Override
  public boolean test(InetAddress address) {
    return prefixes.isEmpty() || prefixes.stream().anyMatch(prefix -> prefix.contains(address));
  }
}
