/// WireGuard, complete and sans IO: a path between edges is an ordinary peering, and a stock client
/// is another.
///
/// # Who owns what
///
/// ```
///              control                                outbound            inbound
///   LocalIdentity ── our key, mac1, cookies, load     SendKey             ReceiveKey
///     └─ Peering ── handshakes, sessions, timers       counter, seal       replay window, open
///          └───────────────── Contact: endpoint, last sent, last received ──────┘
/// ```
///
/// A session is two objects, [SendKey] and [ReceiveKey], made by control and handed over once;
/// neither takes a lock. What control must know of the traffic (when was something sent, received,
/// how many) the owners publish in [Contact] and in counters of the keys, each with one writer.
/// Control hands keys over and has datagrams sent through [PeeringOutput].
///
/// # A handshake's journey
///
/// Inbound passes every datagram that is not transport data to `control`, which calls
/// [LocalIdentity#onDatagram]: size and type → mac1 → under load: mac2, else a cookie reply → under
/// load: rate of the source → static key of the sender → its [Peering] → flood guard → time stamp →
/// answer. Whatever fails a check is answered by silence and by a [HandshakeOutcome] to be counted.
///
/// # Sessions of a peering
///
/// ```
///   answer received (we initiated)        current → previous, the new one is current and is confirmed at once
///   answer sent (they initiated)          the new one is next: it receives, it doesn't send
///   data arrives on next                  current → previous, next → current, and we send on it
/// ```
///
/// Data is accepted on all three. Where the peer still sends on previous, as each side may on its
/// own session after simultaneous handshakes, previous stays and current goes in its place. Only
/// the initiator of the current session renews it because of its age.
///
/// # Simultaneous initiation
///
/// Both handshakes are let finish: neither side forgets its own on receiving the other's, which
/// would cost 5 s. Then each side is initiator of one of two sessions, and both would renew for
/// ever; so the side with the lesser public key leaves renewal to the other as soon as it has heard
/// it on the other session. Either side may be a stock peer.
///
/// # Second cipher
///
/// WireGuard knows one cipher. A peering of two edges may have two, if the signed configuration of
/// each says that the other has it too ([Peering#haveSecondCipher]); handshake, indices and layout
/// stay WireGuard's, and no stock peer ever sees a difference.
///
/// ```
///   T1, T2 = KDF2(final chaining key, "")                        ChaCha20-Poly1305, as ever
///   A1, A2 = KDF2(final chaining key, "hawser aes-256-gcm v1")   AES-256-GCM
///   KDF2(k, x): t = HMAC-BLAKE2s(k, x); HMAC-BLAKE2s(t, 1), HMAC-BLAKE2s(t, first ‖ 2)
/// ```
///
/// The first of each two seals what the handshake's initiator sends, the second what its responder
/// sends. AES-256-GCM is that of NIST SP 800-38D with a tag of 16 bytes, no associated data, and a
/// nonce of four zero bytes and the counter, big-endian as TLS has it (RFC 5288, section 3):
/// libraries count such nonces by themselves. Padding and header are as before. Vectors:
/// `second-cipher.txt` among the tests. Whoever changes keys or nonce takes a new label, and a new
/// number of the cipher in the offer.
///
/// - Each side gives its receiving AES key an index of its own. A packet tells its cipher by the
///   receiver index that it names; both are accepted until the session ends.
/// - Counter and replay window are one for both ciphers: no counter is sealed twice in a session.
/// - Who has learned the other's second index ([CipherOffer]) seals with AES from then on, for the
///   rest of the session ([SendKey#upgrade]). Until then, and where nobody answers, the first
///   cipher serves. Leaving out messages can keep two edges at ChaCha20-Poly1305, and no worse.
/// - Limits by RFC 9001, appendix B.1: with packets of up to 2^11 bytes, 2^28 packets under a key
///   leave an attacker an advantage of 2^-57; a key stops there, and a longer packet counts as
///   several. It is renewed at 2^26. Forgeries (2^52) and ChaCha20-Poly1305's (2^36) are out of
///   reach of a session's 180 s.
///
/// # Time
///
/// `nowNs` is monotonic and counts suspend. It is not negative. [Peering#nextDeadlineNs] is exact
/// for what control did; what outbound and inbound did since is found without polling, because
/// nothing that they do needs an answer from a timer sooner than 10 s later; only the renewal of a
/// key past its age looks once a second.
///
/// # Sources
///
/// The WireGuard paper (Donenfeld, NDSS 2017), Noise revision 34, RFC 6479 for the window. Layouts
/// stand in [Initiation], [Response], [CookieReply] and [Transport].
@NullMarked
package io.hawser.edge.wireguard;

import org.jspecify.annotations.NullMarked;
