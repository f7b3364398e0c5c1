package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.MessageType.INT;

import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.XChaCha20Poly1305;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One of our static keys, with its peerings, and the gate through which their handshakes come in.
/// An edge has one for each WAN link and one for its service key. Owned by control; not
/// thread-safe.
public final class LocalIdentity {
  private final PrivateKey key;
  private final Surroundings surroundings;
  private final Timestamps timestamps;
  private final byte[] mac1Key;
  private final byte[] cookieKey;
  private final CookieSecret cookies;
  private final LoadGauge load = new LoadGauge();
  private final SourceLimit limit = new SourceLimit();
  private final Map<PublicKey, Peering> peerings = new LinkedHashMap<>();

  public LocalIdentity(PrivateKey key, TimestampLog log, Surroundings surroundings) {
    this.key = key;
    this.surroundings = surroundings;
    this.timestamps = new Timestamps(log);
    this.mac1Key = Macs.mac1Key(key.publicKey());
    this.cookieKey = Macs.cookieKey(key.publicKey());
    this.cookies = new CookieSecret(surroundings.random());
  }

  public PublicKey publicKey() {
    return key.publicKey();
  }

  /// Admits a peer. It must not be one already.
  public Peering add(PeeringSettings settings, long nowNs) {
    if (peerings.containsKey(settings.remote())) {
      throw new IllegalArgumentException(
          "peer: " + settings.remote() + " (expected: a key that is not a peer yet)");
    }
    var peering = new Peering(key, settings, timestamps, surroundings, nowNs);
    peerings.put(settings.remote(), peering);
    return peering;
  }

  /// Forgets a peer, its sessions and all that it sends from now on.
  public void remove(PublicKey remote) {
    Peering peering = peerings.remove(remote);
    if (peering != null) {
      peering.close();
    }
  }

  public @Nullable Peering peering(PublicKey remote) {
    return peerings.get(remote);
  }

  /// In the order in which they were added.
  public Collection<Peering> peerings() {
    return Collections.unmodifiableCollection(peerings.values());
  }

  /// Tells how full the queue is by which handshakes reach control; it decides whether we are under
  /// load.
  public void noteBacklog(int waiting, int capacity, long nowNs) {
    load.note(waiting, capacity, nowNs);
  }

  /// Deals with a datagram from the network that is not transport data.
  public HandshakeOutcome onDatagram(byte[] bytes, int length, Endpoint source, long nowNs) {
    return onMessage(Arrays.copyOf(bytes, length), source, nowNs);
  }

  /// Deals with a handshake message that came inside the tunnel of another path. That path has
  /// vouched for its sender, so that it is asked for no cookie, and says nothing about where the
  /// peer is on this path.
  public HandshakeOutcome onCarried(byte[] bytes, int length, long nowNs) {
    return onMessage(Arrays.copyOf(bytes, length), null, nowNs);
  }

  public long nextDeadlineNs() {
    long earliestNs = Protocol.NEVER_NS;
    for (Peering peering : peerings.values()) {
      earliestNs = Math.min(earliestNs, peering.nextDeadlineNs());
    }
    return earliestNs;
  }

  public void onTick(long nowNs) {
    for (Peering peering : peerings.values()) {
      peering.onTick(nowNs);
    }
  }

  private HandshakeOutcome onMessage(byte[] message, @Nullable Endpoint source, long nowNs) {
    int type = message.length < Integer.BYTES ? 0 : (int) INT.get(message, 0);
    if (type == MessageType.INITIATION && message.length == Initiation.LENGTH) {
      int macs = Initiation.MACS;
      HandshakeOutcome refusal = refusal(message, macs, Initiation.sender(message), source, nowNs);
      return refusal != null ? refusal : onInitiation(message, source, nowNs);
    }
    if (type == MessageType.RESPONSE && message.length == Response.LENGTH) {
      HandshakeOutcome refusal =
          refusal(message, Response.MACS, Response.sender(message), source, nowNs);
      return refusal != null ? refusal : onResponse(message, source, nowNs);
    }
    if (type == MessageType.COOKIE_REPLY && message.length == CookieReply.LENGTH) {
      return onCookieReply(message, nowNs);
    }
    return HandshakeOutcome.MALFORMED;
  }

  /// What keeps a message from being looked at, or null. Nothing here costs more than a hash.
  private @Nullable HandshakeOutcome refusal(
      byte[] message, int macs, int sender, @Nullable Endpoint source, long nowNs) {
    if (!Macs.isMac1(message, macs, mac1Key)) {
      return HandshakeOutcome.WRONG_MAC1;
    }
    if (source == null || !load.isUnderLoad(nowNs)) {
      return null;
    }
    byte[] cookie = cookies.cookie(source.address(), nowNs);
    if (!Macs.isMac2(message, macs, cookie)) {
      surroundings.output().sendCookieReply(cookieReply(message, macs, sender, cookie), source);
      return HandshakeOutcome.COOKIE_DEMANDED;
    }
    return limit.admits(source.address().getAddress(), nowNs)
        ? null
        : HandshakeOutcome.SOURCE_TOO_FAST;
  }

  private byte[] cookieReply(byte[] message, int macs, int sender, byte[] cookie) {
    byte[] nonce = new byte[XChaCha20Poly1305.NONCE_LENGTH];
    surroundings.random().fill(nonce);
    byte[] sealed = XChaCha20Poly1305.seal(cookieKey, nonce, Macs.mac1(message, macs), cookie);
    return CookieReply.encode(sender, nonce, sealed);
  }

  private HandshakeOutcome onInitiation(byte[] message, @Nullable Endpoint source, long nowNs) {
    var noise = new NoiseResponder(Protocol.IDENTIFIER, key, Initiation.noise(message));
    try {
      PublicKey sender = noise.readStatic();
      if (sender == null) {
        return HandshakeOutcome.FORGED;
      }
      Peering peering = peerings.get(sender);
      return peering == null
          ? HandshakeOutcome.UNKNOWN_PEER
          : peering.onInitiation(noise, Initiation.sender(message), source, nowNs);
    } finally {
      noise.destroy();
    }
  }

  private HandshakeOutcome onResponse(byte[] message, @Nullable Endpoint source, long nowNs) {
    Peering peering = ours(Response.receiver(message));
    return peering == null
        ? HandshakeOutcome.UNKNOWN_INDEX
        : peering.onResponse(message, source, nowNs);
  }

  private HandshakeOutcome onCookieReply(byte[] message, long nowNs) {
    Peering peering = ours(CookieReply.receiver(message));
    return peering == null ? HandshakeOutcome.UNKNOWN_INDEX : peering.onCookieReply(message, nowNs);
  }

  private @Nullable Peering ours(int index) {
    Peering peering = surroundings.indices().peering(index);
    return peering != null && peerings.get(peering.remote()) == peering ? peering : null;
  }
}
