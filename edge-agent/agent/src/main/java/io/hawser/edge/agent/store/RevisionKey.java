package io.hawser.edge.agent.store;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// The orchestrator's Ed25519 public key (RFC 8032) for revisions, pinned at enrolment.
///
/// Immutable; safe for use by several threads.
public final class RevisionKey {
  private static final int LENGTH = 32;

  /// The DER head of an Ed25519 SubjectPublicKeyInfo (RFC 8410, section 4); the raw key follows.
  private static final ByteString SPKI_HEAD = ByteString.fromHex("302a300506032b6570032100");

  private static final byte[] CONTEXT = "hawser-revision-v1\0".getBytes(StandardCharsets.US_ASCII);

  private final ByteString raw;
  private final ByteString id;
  private final PublicKey key;

  private RevisionKey(ByteString raw) throws GeneralSecurityException {
    this.raw = raw;
    this.id = ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(raw.toByteArray()));
    this.key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(SPKI_HEAD.concat(raw).toByteArray()));
  }

  /// Reads the 32 raw bytes in base64.
  public static RevisionKey of(String base64) {
    try {
      ByteString raw = ByteString.copyFrom(Base64.getDecoder().decode(base64));
      if (raw.size() == LENGTH) {
        return new RevisionKey(raw);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(problem(base64), e);
    }
    throw new IllegalArgumentException(problem(base64));
  }

  /// The SHA-256 of the raw key, as a revision names its signer.
  ByteString id() {
    return id;
  }

  boolean signed(ByteString configuration, ByteString signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(CONTEXT);
      verifier.update(configuration.asReadOnlyByteBuffer());
      return verifier.verify(signature.toByteArray());
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519: unusable (expected: in every JDK)", e);
    }
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(raw.toByteArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RevisionKey that && raw.equals(that.raw);
  }

  @Override
  public int hashCode() {
    return raw.hashCode();
  }

  @Override
  public String toString() {
    return "RevisionKey[" + base64() + "]";
  }

  private static String problem(String base64) {
    return "revisionKey: " + base64 + " (expected: 32 bytes of an Ed25519 key in base64)";
  }
}
