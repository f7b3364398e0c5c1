package io.hawser.edge.wireguard;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Token buckets that let each source have 20 handshake messages a second and 5 at once while we
/// are under load. A source is an IPv4 address or an IPv6 /64. Owned by control.
final class SourceLimit {
  private static final long FULL_NS = Protocol.SOURCE_BURST * Protocol.SOURCE_COST_NS;

  /// In the order of their last use, so that the idle ones are found first.
  private final Map<Source, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  boolean admits(InetAddress address, long nowNs) {
    Source source = Source.of(address);
    Bucket bucket = buckets.get(source);
    if (bucket == null) {
      if (buckets.size() >= Protocol.SOURCES && !forgetFull(nowNs)) {
        return false;
      }
      bucket = new Bucket(nowNs);
      buckets.put(source, bucket);
    }
    return bucket.take(nowNs);
  }

  /// Makes room by forgetting sources whose bucket is full again.
  private boolean forgetFull(long nowNs) {
    var oldest = buckets.values().iterator();
    boolean forgotten = false;
    while (oldest.hasNext() && nowNs - oldest.next().takenNs >= FULL_NS) {
      oldest.remove();
      forgotten = true;
    }
    return forgotten;
  }

  private record Source(long prefix, boolean four) {
    static Source of(InetAddress address) {
      byte[] bytes = address.getAddress();
      return bytes.length == Integer.BYTES
          ? new Source(ByteBuffer.wrap(bytes).getInt(), true)
          : new Source(ByteBuffer.wrap(bytes).getLong(), false);
    }
  }

  private static final class Bucket {
    private long tokensNs = FULL_NS;
    private long takenNs;

    Bucket(long nowNs) {
      this.takenNs = nowNs;
    }

    boolean take(long nowNs) {
      tokensNs = Math.min(FULL_NS, tokensNs + (nowNs - takenNs));
      takenNs = nowNs;
      if (tokensNs < Protocol.SOURCE_COST_NS) {
        return false;
      }
      tokensNs -= Protocol.SOURCE_COST_NS;
      return true;
    }
  }
}
