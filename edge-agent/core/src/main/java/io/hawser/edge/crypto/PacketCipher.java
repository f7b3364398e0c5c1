package io.hawser.edge.crypto;

/// An algorithm that seals packets. All take a key of [Aead#KEY_LENGTH] bytes, a nonce of 12 bytes
/// with the packet's counter, and a tag of [Aead#TAG_LENGTH] bytes.
public enum PacketCipher {
  /// RFC 8439. WireGuard's own, which every peer has.
  CHACHA20_POLY1305("chacha20-poly1305"),

  /// NIST SP 800-38D. Between edges that agreed on it only.
  AES_256_GCM("aes-256-gcm");

  private final String word;

  PacketCipher(String word) {
    this.word = word;
  }

  /// As configurations, properties and status spell it.
  public String word() {
    return word;
  }
}
