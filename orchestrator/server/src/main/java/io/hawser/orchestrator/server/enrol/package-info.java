/// How a box becomes an edge, over HTTPS, shaped like EST (RFC 7030).
///
/// ```
///   person: claim ──► hwc1.… ──copied to──► box
///   box:  GET  /.well-known/est/cacerts         checks the CA against the pin in the claim
///         POST /.well-known/est/simpleenroll    claim's secret + CSR
///              202 pending (a person must approve) … repeated until
///              200 edge id, certificate, revision key
///         POST /.well-known/est/simplereenroll  later, with its certificate
/// ```
///
/// Differences from RFC 7030, all because boxes must be served by a short program: PEM instead of
/// base64 PKCS#7, JSON around the first request and its answer.
@NullMarked
package io.hawser.orchestrator.server.enrol;

import org.jspecify.annotations.NullMarked;
