package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.ChaCha20Poly1305;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The responder of the handshake drawn in [NoiseInitiator]. It reads the first message in two
/// steps, because the sender must be known before more is spent on it.
final class NoiseResponder {
  private static final int STATIC_END =
      PublicKey.LENGTH + PublicKey.LENGTH + ChaCha20Poly1305.TAG_LENGTH;

  private final SymmetricState state;
  private final PrivateKey localStatic;
  private final byte[] first;
  private final PublicKey remoteEphemeral;
  private @Nullable PublicKey remoteStatic;

  NoiseResponder(byte[] prologue, PrivateKey localStatic, byte[] first) {
    this.state = new SymmetricState(prologue, localStatic.publicKey());
    this.localStatic = localStatic;
    this.first = first;
    this.remoteEphemeral = PublicKey.of(first, 0);
  }

  /// The static key that the first message claims; its sender has not shown yet that it holds it.
  /// Null where the message is not for us or is damaged.
  @Nullable PublicKey readStatic() {
    state.mixEphemeral(remoteEphemeral);
    if (!state.mixAgreement(localStatic, remoteEphemeral)) {
      return null;
    }
    byte[] opened = state.open(Arrays.copyOfRange(first, PublicKey.LENGTH, STATIC_END));
    remoteStatic = opened == null ? null : PublicKey.of(opened);
    return remoteStatic;
  }

  /// The payload of the first message; with it the sender is authentic. Null where it is not.
  byte @Nullable [] readPayload() {
    if (remoteStatic == null || !state.mixAgreement(localStatic, remoteStatic)) {
      return null;
    }
    return state.open(Arrays.copyOfRange(first, STATIC_END, first.length));
  }

  /// The second message; null where the sender's ephemeral or static key is a point of low order.
  byte @Nullable [] writeSecond(PrivateKey ephemeral, PresharedKey preshared, byte[] payload) {
    state.mixEphemeral(ephemeral.publicKey());
    if (remoteStatic == null
        || !state.mixAgreement(ephemeral, remoteEphemeral)
        || !state.mixAgreement(ephemeral, remoteStatic)) {
      return null;
    }
    state.mixPreshared(preshared);
    byte[] sealedPayload = state.seal(payload);
    return ByteBuffer.allocate(PublicKey.LENGTH + sealedPayload.length)
        .put(ephemeral.publicKey().toBytes())
        .put(sealedPayload)
        .array();
  }

  SymmetricState state() {
    return state;
  }

  void destroy() {
    state.destroy();
  }
}
