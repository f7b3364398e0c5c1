/// What the edge keeps across a restart, in `/var/lib/hawser`, so that it forwards without its
/// orchestrator.
///
/// ```
/// keys/service.key          X25519 service key; private and public part, base64, a line each
/// keys/link-<name>.key      X25519 key of one WAN link, made when first asked for
/// keys/tls.key              P-256 key of the client certificate (PKCS#8, PEM)
/// identity, identity.previous   edge id, certificates, pinned revision key (JSON)
/// revision, revision.previous   last accepted SignedRevision, as it travelled
/// ```
///
/// Every file is 0600 and is replaced whole: written aside, synced, renamed, directory synced. What
/// the edge cannot make again, identity and revision, is kept in two generations: a write moves the
/// good current file to `.previous` first, a read that finds the current one torn or rotten takes
/// the previous one and says so. There is no moment without a good copy on the disk.
///
/// [RevisionCheck] is the one gate to a configuration: [RevisionCheck#authentic] (signature, pinned
/// key, this edge) for what is read back, [RevisionCheck#acceptable] (also: not older, sound in
/// itself, readable policy) for what arrives. What was accepted once is not judged again at start,
/// so that a stricter check in a newer release never stops an edge from forwarding.
@NullMarked
package io.hawser.edge.agent.store;

import org.jspecify.annotations.NullMarked;
