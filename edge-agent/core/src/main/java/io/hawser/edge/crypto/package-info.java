/// Cryptography of the tunnels, as small values and functions without state of their own.
///
/// - Keys: [PrivateKey], [PublicKey], [PresharedKey]: 32 bytes each that never leave as a shared
///   array, compare in constant time and read and write the base64 text of `wg`.
/// - Hashes: [Blake2s] (RFC 7693), and HMAC and KDF1 to KDF3 upon it, as Noise defines them
///   ([Kdf]).
/// - Cipher of packets: [Aead], a key with a 64-bit counter nonce, sealing and opening where the
///   bytes lie. [AeadSuite] makes them; the JDK's cipher is always there, libcrypto is used where
///   it is found and passes its self-test.
/// - Cipher of handshakes: [ChaCha20Poly1305] and [XChaCha20Poly1305], one shot, with associated
///   data.
/// - Time: [Tai64n], the time stamp of an initiation.
///
/// Random bytes come in through [RandomSource]; nothing here reads a clock or starts a thread.
///
/// What Java cannot promise: keys that we hold in arrays are overwritten when they are no longer
/// needed, but a garbage collector may have moved an array before, and the JDK's cipher keeps a
/// copy until it is collected.
@NullMarked
package io.hawser.edge.crypto;

import org.jspecify.annotations.NullMarked;
