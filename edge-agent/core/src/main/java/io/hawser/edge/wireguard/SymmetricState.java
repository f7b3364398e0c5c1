package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.Blake2s;
import io.hawser.edge.crypto.ChaCha20Poly1305;
import io.hawser.edge.crypto.Kdf;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Chaining key, transcript hash and cipher key of a Noise handshake (Noise revision 34, sections
/// 5.1 and 5.2).
///
/// Every cipher key of the pattern IKpsk2 seals one message only, so the nonce is always zero.
final class SymmetricState {
  private static final byte[] NONCE = new byte[ChaCha20Poly1305.NONCE_LENGTH];
  private static final byte[] EMPTY = new byte[0];

  private final byte[] chainingKey;
  private final byte[] cipherKey;
  private byte[] hash;

  SymmetricState(byte[] prologue, PublicKey responder) {
    this.chainingKey = Blake2s.hash(Protocol.CONSTRUCTION);
    this.cipherKey = new byte[Blake2s.HASH_LENGTH];
    this.hash = chainingKey.clone();
    mixHash(prologue);
    mixHash(responder.toBytes());
  }

  private SymmetricState(SymmetricState other) {
    this.chainingKey = other.chainingKey.clone();
    this.cipherKey = other.cipherKey.clone();
    this.hash = other.hash.clone();
  }

  SymmetricState copy() {
    return new SymmetricState(this);
  }

  /// Takes over what an attempt has reached.
  void become(SymmetricState attempt) {
    System.arraycopy(attempt.chainingKey, 0, chainingKey, 0, chainingKey.length);
    System.arraycopy(attempt.cipherKey, 0, cipherKey, 0, cipherKey.length);
    hash = attempt.hash.clone();
  }

  /// The token `e`, in a pattern with a preshared key.
  void mixEphemeral(PublicKey ephemeral) {
    byte[] point = ephemeral.toBytes();
    mixHash(point);
    Kdf.derive(chainingKey, point, chainingKey, cipherKey);
  }

  /// The tokens `es`, `ss`, `ee` and `se`; false where `peer` is a point of low order.
  boolean mixAgreement(PrivateKey local, PublicKey peer) {
    byte[] shared = new byte[Blake2s.HASH_LENGTH];
    boolean agreed = local.agree(peer, shared);
    if (agreed) {
      Kdf.derive(chainingKey, shared, chainingKey, cipherKey);
    }
    Arrays.fill(shared, (byte) 0);
    return agreed;
  }

  /// The token `psk`.
  void mixPreshared(PresharedKey key) {
    byte[] bytes = new byte[PresharedKey.LENGTH];
    byte[] tau = new byte[Blake2s.HASH_LENGTH];
    key.copyTo(bytes, 0);
    Kdf.derive(chainingKey, bytes, chainingKey, tau, cipherKey);
    mixHash(tau);
    Arrays.fill(bytes, (byte) 0);
  }

  byte[] seal(byte[] plaintext) {
    byte[] sealed = ChaCha20Poly1305.seal(cipherKey, NONCE, hash, plaintext);
    mixHash(sealed);
    return sealed;
  }

  byte @Nullable [] open(byte[] sealed) {
    byte[] plaintext = ChaCha20Poly1305.open(cipherKey, NONCE, hash, sealed);
    if (plaintext != null) {
      mixHash(sealed);
    }
    return plaintext;
  }

  /// Writes the transport keys: first the one of initiator to responder, then the other.
  void split(byte[] fromInitiator, byte[] fromResponder) {
    Kdf.derive(chainingKey, EMPTY, fromInitiator, fromResponder);
  }

  /// Writes the transport keys of the second cipher; any number of splits may be made of a final
  /// chaining key, each with input of its own.
  void splitSecond(byte[] fromInitiator, byte[] fromResponder) {
    Kdf.derive(chainingKey, Protocol.LABEL_AES_256_GCM, fromInitiator, fromResponder);
  }

  byte[] hash() {
    return hash.clone();
  }

  void destroy() {
    Arrays.fill(chainingKey, (byte) 0);
    Arrays.fill(cipherKey, (byte) 0);
    Arrays.fill(hash, (byte) 0);
  }

  private void mixHash(byte[] data) {
    hash = Blake2s.hash(hash, data);
  }
}
