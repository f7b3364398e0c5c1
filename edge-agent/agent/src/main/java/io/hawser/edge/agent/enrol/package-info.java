/// How a new box becomes an edge: EST-shaped enrolment (RFC 7030) with a claim token.
///
/// ```
///  box                                            orchestrator
///   | GET  /.well-known/est/cacerts    (server not verified) |
///   |<-------------------------------------- CA certificates |
///   |   the one whose key hashes to the token's pin is the CA;
///   |   from here on the server must lead to it and name the host called
///   | POST /.well-known/est/simpleenroll   claim, CSR, serial |
///   |<------------------- 202 pending: a person must approve  |   repeat after Retry-After
///   |<------------------- 200 edge id, certificate, CA, key   |   stored, enrolled
/// ```
///
/// The claim's secret is sent only after the pin has been checked. The private key never leaves the
/// box; repeating the request with the same key is harmless at any time, so a lost answer costs
/// nothing. [Enrolment] makes one attempt and answers an [EnrolmentState]; [EnrolmentLoop] repeats
/// it over every uplink in turn until there is an identity; [Renewal] replaces the certificate at
/// two thirds of its life. A renewal that fails stops nothing but the renewal.
@NullMarked
package io.hawser.edge.agent.enrol;

import org.jspecify.annotations.NullMarked;
