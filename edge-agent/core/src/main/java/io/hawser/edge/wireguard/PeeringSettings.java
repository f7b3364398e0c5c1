package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/// What is configured about a peer of one of our keys.
///
/// @param remote its static key
/// @param preshared [PresharedKey#NONE] by default
/// @param persistentKeepaliveNs send something at least this often; 0 is off, the default
/// @param socket the only socket to hear it on, or [Contact#ANY_SOCKET]
/// @param endpoint where it is at first; null where it has to call
public record PeeringSettings(
    PublicKey remote,
    PresharedKey preshared,
    long persistentKeepaliveNs,
    int socket,
    @Nullable Endpoint endpoint) {
  public PeeringSettings {
    if (persistentKeepaliveNs < 0) {
      throw new IllegalArgumentException(
          "persistent keepalive: " + persistentKeepaliveNs + " ns (expected: 0 or more)");
    }
    if (endpoint != null && socket != Contact.ANY_SOCKET && endpoint.socket() != socket) {
      throw new IllegalArgumentException(
          "endpoint: socket " + endpoint.socket() + " (expected: socket " + socket + ")");
    }
  }
}
