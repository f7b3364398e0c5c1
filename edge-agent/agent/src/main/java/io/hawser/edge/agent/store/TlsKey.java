package io.hawser.edge.agent.store;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/// A P-256 key pair as text: `PRIVATE KEY` (PKCS#8), then `PUBLIC KEY`, both PEM.
final class TlsKey {
  static KeyPair make(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("EC: unusable (expected: P-256)", e);
    }
  }

  static String text(KeyPair pair) {
    return Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded())
        + Pem.text("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  static KeyPair read(String text) {
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      PrivateKey privateKey =
          factory.generatePrivate(new PKCS8EncodedKeySpec(Pem.block("PRIVATE KEY", text)));
      PublicKey publicKey =
          factory.generatePublic(new X509EncodedKeySpec(Pem.block("PUBLIC KEY", text)));
      return new KeyPair(publicKey, privateKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("key: damaged (expected: a P-256 key pair)", e);
    }
  }

  private TlsKey() {}
}
