package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.Aead;
import io.hawser.edge.crypto.AeadSuite;
import io.hawser.edge.crypto.Blake2s;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.Tai64n;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One of our keys and one of a peer's: handshakes in both roles, sessions and timers. Owned by
/// control; not thread-safe but for [#remote] and [#contact].
///
/// A carried initiation says that the peer cannot reach us here. Where we can reach it, we initiate
/// ourselves instead of answering: an answered session waits for a first packet from the peer,
/// which would not arrive, but one that we initiated is confirmed by what we send.
public final class Peering {
  private static final byte[] NO_PAYLOAD = new byte[0];

  private final PrivateKey local;
  private final PeeringSettings settings;
  private final Timestamps timestamps;
  private final Surroundings surroundings;
  private final PeeringOutput output;
  private final Contact contact;
  private final CookieJar cookies;
  private final Sessions sessions;
  private final PeeringTimers timers;

  private @Nullable NoiseInitiator initiation;
  private int initiationIndex;
  private Tai64n greatestReceived = Tai64n.LEAST;
  private long initiationReceivedNs = Contact.NEVER;
  private boolean secondCipher;

  Peering(
      PrivateKey local,
      PeeringSettings settings,
      Timestamps timestamps,
      Surroundings surroundings,
      long nowNs) {
    this.local = local;
    this.settings = settings;
    this.timestamps = timestamps;
    this.surroundings = surroundings;
    this.output = surroundings.output();
    this.contact = new Contact(settings.socket(), settings.endpoint());
    this.cookies = new CookieJar(settings.remote());
    this.sessions = new Sessions(this, output);
    this.timers = new PeeringTimers(this, settings, sessions, surroundings, nowNs);
  }

  public PublicKey remote() {
    return settings.remote();
  }

  public PublicKey local() {
    return local.publicKey();
  }

  public Contact contact() {
    return contact;
  }

  /// When the current session was made, or [Contact#NEVER] where there is none.
  public long sessionBirthNs() {
    Session current = sessions.current();
    return current == null ? Contact.NEVER : current.birthNs;
  }

  /// Whether data can be sent now.
  public boolean hasSession(long nowNs) {
    Session current = sessions.current();
    return current != null && current.isAlive(nowNs);
  }

  /// Configuration says where the peer is now.
  public void place(Endpoint endpoint) {
    contact.place(endpoint);
  }

  /// Whether sessions made from now on have keys of the second cipher, which both sides must know
  /// of each other; false at first.
  public void haveSecondCipher(boolean wanted) {
    secondCipher = wanted;
  }

  /// What to offer to the peer: about the current session, if we initiated it, until it is agreed.
  public @Nullable CipherOffer cipherOffer() {
    Session current = sessions.current();
    return current == null || !secondCipher || !current.initiator || current.agreed
        ? null
        : current.offer();
  }

  /// The peer made an offer, or accepted ours: what we send on that session is sealed with the
  /// second cipher from now on. Answers our side of the same, or null where we know no such
  /// session, it has no second keys, or the configuration wants no more of it.
  public @Nullable CipherOffer onCipherOffer(CipherOffer theirs) {
    Session session = sessions.find(theirs.session());
    CipherOffer ours = session == null || !secondCipher ? null : session.offer();
    if (session != null && ours != null && !session.agreed) {
      session.agreed = true;
      output.upgradeSendKey(this, session.sendKey, theirs.index());
    }
    return ours;
  }

  /// What data is sealed with now.
  public PacketCipher cipher() {
    Session current = sessions.current();
    return current == null ? PacketCipher.CHACHA20_POLY1305 : current.sendKey.cipher();
  }

  /// Outbound has a packet staged and no usable key, or the path is to be up: begins a handshake
  /// unless one is under way.
  public void wantSession(long nowNs) {
    timers.wantSession(nowNs);
  }

  /// Inbound opened the first packet on a key that we answered for: outbound may send on it.
  public void onKeyConfirmed(ReceiveKey key, long nowNs) {
    if (sessions.confirm(key)) {
      abandonInitiation();
      keepRenewal();
      timers.established(nowNs);
      output.established(this, false, nowNs);
    } else if (sessions.isPrevious(key)) {
      settleRenewal();
    }
  }

  public long nextDeadlineNs() {
    return timers.nextDeadlineNs();
  }

  public void onTick(long nowNs) {
    timers.onTick(nowNs);
  }

  /// Sends an initiation, which makes the one before it void.
  void initiate(long nowNs) {
    abandonInitiation();
    var noise =
        new NoiseInitiator(
            Protocol.IDENTIFIER,
            local,
            PrivateKey.generate(surroundings.random()),
            settings.remote(),
            settings.preshared());
    byte[] first = noise.writeFirst(timestamps.next(surroundings.epochMs().getAsLong()).toBytes());
    if (first == null) {
      return; // The peer's key is of low order: configured wrongly, and nothing is to be sent to
      // it.
    }
    initiation = noise;
    initiationIndex = surroundings.indices().allocate(this);
    byte[] message = Initiation.encode(initiationIndex, first);
    cookies.stamp(message, Initiation.MACS, nowNs);
    contact.handshakeSent(nowNs);
    output.sendHandshake(this, message, contact.endpoint());
  }

  void abandonInitiation() {
    if (initiation != null) {
      initiation.destroy();
      initiation = null;
      surroundings.indices().release(initiationIndex);
    }
  }

  HandshakeOutcome onInitiation(
      NoiseResponder noise, int sender, @Nullable Endpoint source, long nowNs) {
    if (source != null && !contact.admits(source.socket())) {
      return HandshakeOutcome.WRONG_SOCKET;
    }
    if (initiationReceivedNs != Contact.NEVER
        && nowNs - initiationReceivedNs < Protocol.FLOOD_SPACING_NS) {
      return HandshakeOutcome.PEER_TOO_FAST;
    }
    byte[] payload = noise.readPayload();
    if (payload == null) {
      return HandshakeOutcome.FORGED;
    }
    Tai64n stamp = Tai64n.read(payload, 0);
    if (!stamp.isAfter(greatestReceived)) {
      return HandshakeOutcome.REPLAYED;
    }
    if (source == null && output.isOpen(this)) {
      greatestReceived = stamp;
      initiationReceivedNs = nowNs;
      wantSession(nowNs);
      return HandshakeOutcome.TURNED_ROUND;
    }
    byte[] second =
        noise.writeSecond(
            PrivateKey.generate(surroundings.random()), settings.preshared(), NO_PAYLOAD);
    if (second == null) {
      return HandshakeOutcome.FORGED;
    }
    greatestReceived = stamp;
    initiationReceivedNs = nowNs;
    heard(source, nowNs);
    answer(noise.state(), second, sender, nowNs);
    return HandshakeOutcome.ANSWERED;
  }

  HandshakeOutcome onResponse(byte[] message, @Nullable Endpoint source, long nowNs) {
    NoiseInitiator noise = initiation;
    if (noise == null || Response.receiver(message) != initiationIndex) {
      return HandshakeOutcome.UNKNOWN_INDEX;
    }
    if (source != null && !contact.admits(source.socket())) {
      return HandshakeOutcome.WRONG_SOCKET;
    }
    if (noise.readSecond(Response.noise(message)) == null) {
      return HandshakeOutcome.FORGED;
    }
    initiation = null;
    heard(source, nowNs);
    sessions.addInitiated(
        session(noise.state(), true, initiationIndex, Response.sender(message), nowNs));
    noise.destroy();
    timers.established(nowNs);
    output.established(this, true, nowNs);
    output.sendKeepalive(this);
    return HandshakeOutcome.ESTABLISHED;
  }

  HandshakeOutcome onCookieReply(byte[] message, long nowNs) {
    return cookies.take(message, nowNs) ? HandshakeOutcome.COOKIE_TAKEN : HandshakeOutcome.FORGED;
  }

  /// The peer is no longer one of ours.
  void close() {
    abandonInitiation();
    sessions.wipe();
  }

  void release(int index) {
    surroundings.indices().release(index);
  }

  private void answer(SymmetricState state, byte[] second, int sender, long nowNs) {
    int index = surroundings.indices().allocate(this);
    byte[] message = Response.encode(index, sender, second);
    cookies.stamp(message, Response.MACS, nowNs);
    sessions.addAnswered(session(state, false, index, sender, nowNs));
    timers.answered(nowNs);
    contact.handshakeSent(nowNs);
    output.sendHandshake(this, message, contact.endpoint());
  }

  private Session session(
      SymmetricState state, boolean initiator, int localIndex, int remoteIndex, long nowNs) {
    byte[] fromInitiator = new byte[Blake2s.HASH_LENGTH];
    byte[] fromResponder = new byte[Blake2s.HASH_LENGTH];
    byte[] sending = initiator ? fromInitiator : fromResponder;
    byte[] receiving = initiator ? fromResponder : fromInitiator;
    AeadSuite suite = surroundings.ciphers().suite();
    state.split(fromInitiator, fromResponder);
    Aead sealing = suite.keyed(PacketCipher.CHACHA20_POLY1305, sending);
    Aead opening = suite.keyed(PacketCipher.CHACHA20_POLY1305, receiving);
    Aead secondSealing = null;
    ReceiveKey.Second second = null;
    if (secondCipher) {
      state.splitSecond(fromInitiator, fromResponder);
      secondSealing = suite.keyed(PacketCipher.AES_256_GCM, sending);
      second =
          new ReceiveKey.Second(
              suite.keyed(PacketCipher.AES_256_GCM, receiving),
              surroundings.indices().allocate(this));
    }
    Arrays.fill(fromInitiator, (byte) 0);
    Arrays.fill(fromResponder, (byte) 0);
    return new Session(
        new SendKey(this, sealing, secondSealing, remoteIndex, 0, nowNs),
        new ReceiveKey(this, opening, localIndex, second, !initiator, nowNs),
        initiator,
        nowNs);
  }

  private void heard(@Nullable Endpoint source, long nowNs) {
    contact.handshakeReceived(nowNs);
    if (source != null) {
      contact.heardFrom(source.socket(), source.address());
    }
  }

  /// The peer's session came up just after our own: as the lesser key's side it may have heard us
  /// and left renewal to us, who now send on its session. Else nobody would renew.
  private void keepRenewal() {
    Session current = sessions.current();
    Session former = sessions.previous();
    if (current != null
        && former != null
        && current.isTwinOf(former)
        && former.renewedByUs
        && !isLesser()) {
      current.renewedByUs = true;
    }
  }

  /// Both sides initiated and both sessions live: the lesser key's side leaves renewal to the
  /// other. Not where the peer's is an older one: then the peer sends on ours, and renews neither.
  private void settleRenewal() {
    Session current = sessions.current();
    Session other = sessions.previous();
    if (current != null && other != null && current.isTwinOf(other) && isLesser()) {
      current.renewedByUs = false;
    }
  }

  private boolean isLesser() {
    return local.publicKey().compareTo(settings.remote()) < 0;
  }
}
