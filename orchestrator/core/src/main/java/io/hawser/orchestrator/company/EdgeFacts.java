package io.hawser.orchestrator.company;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a box said of itself; every part of it appears in its peers' configurations.
///
/// @param serviceKey null until the box first attached
/// @param links sorted by name
public record EdgeFacts(@Nullable PublicKey serviceKey, List<ReportedLink> links) {
  public static final EdgeFacts NONE = new EdgeFacts(null, List.of());

  public EdgeFacts {
    links = List.copyOf(links);
  }

  public Optional<ReportedLink> link(String name) {
    return links.stream().filter(link -> link.name().equals(name)).findFirst();
  }

  /// Every public key of the box.
  public List<PublicKey> keys() {
    Stream<PublicKey> ofLinks = links.stream().flatMap(link -> Stream.ofNullable(link.publicKey()));
    return Stream.concat(Stream.ofNullable(serviceKey), ofLinks).toList();
  }
}
