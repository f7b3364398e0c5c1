package io.hawser.orchestrator.company;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a box said of itself; every part of it appears in its peers' configurations.
///
/// @param serviceKey null until the box first attached
/// @param links sorted by name
/// @param ciphers those of [#CIPHERS] that the box offers
public record EdgeFacts(
    @Nullable PublicKey serviceKey, List<ReportedLink> links, List<String> ciphers) {
  /// Packet ciphers that two edges may agree on in place of WireGuard's own.
  public static final List<String> CIPHERS = List.of("aes-256-gcm");

  public static final EdgeFacts NONE = new EdgeFacts(null, List.of(), List.of());

  /// What was stored before edges named ciphers has none.
  public EdgeFacts(
      @Nullable PublicKey serviceKey, List<ReportedLink> links, @Nullable List<String> ciphers) {
    this.serviceKey = serviceKey;
    this.links = List.copyOf(links);
    this.ciphers = ciphers == null ? List.of() : List.copyOf(ciphers);
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
