/// The orchestrator's own certification authority, and the keys below its data directory.
///
/// ```
///   ca.pem, ca.key.pem             root, ECDSA P-256, signs edges' and our own certificates
///   server.pem, server.key.pem     what TLS clients see; made anew where names changed and before life runs out
///   revision.key.pem               Ed25519, signs configurations; edges pin it at enrolment
/// ```
///
/// All are made at the first start, key files with mode 0600. A fingerprint is always that of a
/// public key as we encode it, never that of a certificate's bytes: the same key in another
/// encoding stays the same key.
@NullMarked
package io.hawser.orchestrator.server.ca;

import org.jspecify.annotations.NullMarked;
