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

  /// Those of one type, where that is the first byte of the payload.
  record OfType(int firstByte) implements BlackHole {
    @Override
    public boolean swallows(ByteBuffer payload) {
      return payload.hasRemaining() && (payload.get(payload.position()) & 0xFF) == firstByte;
    }
  }
}
