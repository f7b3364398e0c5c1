package io.hawser.orchestrator.server.ca;

import com.google.protobuf.ByteString;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.SignedRevision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// Signs configurations with Ed25519 (RFC 8032), over a context string and the configuration's
/// bytes.
public final class RevisionSigner {
  /// Keeps the signature from meaning anything elsewhere.
  private static final byte[] CONTEXT = "hawser-revision-v1\0".getBytes(StandardCharsets.US_ASCII);

  private static final int RAW_KEY_LENGTH = 32;

  private final PrivateKey key;
  private final byte[] publicKey;
  private final ByteString keyId;

  private RevisionSigner(PrivateKey key, byte[] publicKey) {
    this.key = key;
    this.publicKey = publicKey;
    keyId = ByteString.copyFrom(Fingerprint.sha256(publicKey));
  }

  /// Reads the key below a directory, or makes one there.
  public static RevisionSigner open(Path directory, SecureRandom random) {
    Path publicFile = directory.resolve("revision.pem");
    Path keyFile = directory.resolve("revision.key.pem");
    try {
      if (!Files.exists(publicFile)) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(RAW_KEY_LENGTH * 8 - 1, random);
        KeyPair pair = generator.generateKeyPair();
        PemFiles.writePrivate(
            keyFile, PemFiles.pem(PemFiles.PRIVATE_KEY, pair.getPrivate().getEncoded()));
        PemFiles.writePublic(publicFile, PemFiles.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
      }
      byte[] encoded = PemFiles.read(publicFile, "PUBLIC KEY");
      KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      return new RevisionSigner(
          Keys.privateKey("Ed25519", PemFiles.read(keyFile, PemFiles.PRIVATE_KEY)),
          Arrays.copyOfRange(encoded, encoded.length - RAW_KEY_LENGTH, encoded.length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("revision.pem: unreadable (expected: Ed25519)", e);
    }
  }

  /// The raw public key in base64, as edges pin it.
  public String publicKeyBase64() {
    return Base64.getEncoder().encodeToString(publicKey);
  }

  public SignedRevision sign(EdgeConfiguration configuration) {
    byte[] bytes = configuration.toByteArray();
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(CONTEXT);
      signature.update(bytes);
      return SignedRevision.newBuilder()
          .setConfiguration(ByteString.copyFrom(bytes))
          .setSignature(ByteString.copyFrom(signature.sign()))
          .setKeyId(keyId)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
