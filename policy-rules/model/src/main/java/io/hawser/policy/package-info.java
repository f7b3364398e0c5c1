/// What a company wants of its network, read from one YAML document and refused as a whole where
/// anything in it is wrong.
///
/// ```
///   policy.yaml ──Policy.parse──▶ Policy ─┬─▶ ApplicationMatcher   flow  → application   (each edge, first packets)
///               ◀─Policy.toYaml──         ├─▶ Grants               sites → may they talk (each edge, first packets)
///                                         └─▶ rules, with PathFact → SteeringVerdict     (package …policy.engine)
/// ```
///
/// Everything here is an immutable value without clock, thread or socket; it depends on nothing but
/// a YAML parser, because edge, orchestrator and tools all stand on it.
@NullMarked
package io.hawser.policy;

import org.jspecify.annotations.NullMarked;
