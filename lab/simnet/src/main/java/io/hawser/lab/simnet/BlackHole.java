package io.hawser.lab.simnet;

import java.nio.ByteBuffer;

/// Which datagrams vanish on a line whose carrier stays up.
public sealed interface BlackHole {
  BlackHole NOTHING = new Nothing();
  BlackHole EVERYTHING = new Everything();

  /// @param payload of the datagram, from its position
  boolean swallows(ByteBuffer payload);

  record Nothing() implements BlackHole {
    @Override
    public boolean swallows(ByteBuffer payload) {
      return false;
    }
  }

  record Everything() implements BlackHole {
    @Override
    public boolean swallows(ByteBuffer payload) {
      return true;
    }
  }

  /// Those with more bytes of payload: large packets vanish, small ones pass.
  record LongerThan(int length) implements BlackHole {
    @Override
    public boolean swallows(ByteBuffer payload) {
      return payload.remaining() > length;
    }
  }

  /// About a share of those that another would swallow: by a hash of what they begin with, so that
  /// of a counter in it each value has the same chance.
  ///
  /// @param share from 0 to 1
  record Some(double share, BlackHole of) implements BlackHole {
    /// Of the beginning, which is hashed.
    private static final int LENGTH = 32;

    /// From the hash's lowest bits.
    private static final int OUT_OF = 1 << 16;

    public Some {
      if (share < 0 || share > 1) {
        throw new IllegalArgumentException("share: " + share + " (expected: from 0 to 1)");
      }
    }

    @Override
    public boolean swallows(ByteBuffer payload) {
      if (!of.swallows(payload)) {
        return false;
      }
      long hash = 0;
      for (int i = 0; i < Math.min(LENGTH, payload.remaining()); i++) {
        hash = (hash ^ payload.get(payload.position() + i)) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
      }
      return (hash & (OUT_OF - 1)) < share * OUT_OF;
    }
  }

  /// Those of one type, where that is the first byte of the payload.
  record OfType(int firstByte) implements BlackHole {
    @Override
    public boolean swallows(ByteBuffer payload) {
      return payload.hasRemaining() && (payload.get(payload.position()) & 0xFF) == firstByte;
    }
  }
}
