package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.Blake2s;
import io.hawser.edge.crypto.RandomSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// The cookies that we give out: a code of the source under a secret that changes every 120 s.
/// Owned by control.
final class CookieSecret {
  private final RandomSource random;
  private final byte[] secret = new byte[Blake2s.HASH_LENGTH];
  private long changeNs;
  private boolean drawn;

  CookieSecret(RandomSource random) {
    this.random = random;
  }

  byte[] cookie(InetSocketAddress source, long nowNs) {
    if (!drawn || nowNs - changeNs >= 0) {
      random.fill(secret);
      drawn = true;
      changeNs = nowNs + Protocol.COOKIE_SECRET_LIFETIME_NS;
    }
    byte[] address = source.getAddress().getAddress();
    byte[] text =
        ByteBuffer.allocate(address.length + Short.BYTES)
            .put(address)
            .putShort((short) source.getPort())
            .array();
    return Blake2s.mac(secret, text, 0, text.length);
  }
}
