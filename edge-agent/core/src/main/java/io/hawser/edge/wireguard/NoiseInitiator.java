package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The initiator of `Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s`.
///
/// ```
///   <- s
///   ...
///   -> e, es, s, ss
///   <- e, ee, se, psk
/// ```
final class NoiseInitiator {
  private final SymmetricState state;
  private final PrivateKey localStatic;
  private final PublicKey remoteStatic;
  private final PresharedKey preshared;
  private final PrivateKey ephemeral;

  NoiseInitiator(
      byte[] prologue,
      PrivateKey localStatic,
      PrivateKey ephemeral,
      PublicKey remoteStatic,
      PresharedKey preshared) {
    this.state = new SymmetricState(prologue, remoteStatic);
    this.localStatic = localStatic;
    this.ephemeral = ephemeral;
    this.remoteStatic = remoteStatic;
    this.preshared = preshared;
  }

  /// The first message: ephemeral, sealed static key, sealed payload; null where the remote key is
  /// a point of low order.
  byte @Nullable [] writeFirst(byte[] payload) {
    state.mixEphemeral(ephemeral.publicKey());
    if (!state.mixAgreement(ephemeral, remoteStatic)) {
      return null;
    }
    byte[] sealedStatic = state.seal(localStatic.publicKey().toBytes());
    if (!state.mixAgreement(localStatic, remoteStatic)) {
      return null;
    }
    byte[] sealedPayload = state.seal(payload);
    return ByteBuffer.allocate(PublicKey.LENGTH + sealedStatic.length + sealedPayload.length)
        .put(ephemeral.publicKey().toBytes())
        .put(sealedStatic)
        .put(sealedPayload)
        .array();
  }

  /// The payload of the second message, or null where it is not authentic; then nothing has
  /// changed, and the right message may still come.
  byte @Nullable [] readSecond(byte[] message) {
    SymmetricState attempt = state.copy();
    PublicKey remoteEphemeral = PublicKey.of(message, 0);
    attempt.mixEphemeral(remoteEphemeral);
    byte[] payload = null;
    if (attempt.mixAgreement(ephemeral, remoteEphemeral)
        && attempt.mixAgreement(localStatic, remoteEphemeral)) {
      attempt.mixPreshared(preshared);
      payload = attempt.open(Arrays.copyOfRange(message, PublicKey.LENGTH, message.length));
    }
    if (payload != null) {
      state.become(attempt);
    }
    attempt.destroy();
    return payload;
  }

  SymmetricState state() {
    return state;
  }

  void destroy() {
    state.destroy();
    ephemeral.destroy();
  }
}
