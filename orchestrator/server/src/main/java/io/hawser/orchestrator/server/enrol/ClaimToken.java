package io.hawser.orchestrator.server.enrol;

import java.nio.ByteBuffer;
import java.util.Base64;

/// What a person copies to a box.
///
/// ```
///   hwc1.<base64url, no padding, of:>
///    0                               32              48
///    │ SHA-256 of the CA's SPKI      │ secret        │
/// ```
///
/// The pin lets a box trust an orchestrator that it reaches by bare address; the secret is shown
/// once and kept nowhere.
final class ClaimToken {
  static final int SECRET_LENGTH = 16;
  private static final String PREFIX = "hwc1.";

  private ClaimToken() {}

  static String text(byte[] caPin, byte[] secret) {
    byte[] bytes = ByteBuffer.allocate(caPin.length + secret.length).put(caPin).put(secret).array();
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
