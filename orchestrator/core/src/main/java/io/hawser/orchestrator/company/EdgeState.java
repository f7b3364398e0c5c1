package io.hawser.orchestrator.company;

/// Where an edge's identity stands.
///
/// ```
///   (claim used) ──► PENDING ──approve──► APPROVED ──issue──► ENROLLED ⟲ renew
///         │                                  ▲                    │
///         └───────── claim approved ─────────┘                    │
///                       any state ──revoke──► REVOKED ◄───────────┘
/// ```
///
/// Nothing leaves `REVOKED`: a box that comes back enrols with a new claim and a new key.
public enum EdgeState {
  PENDING,
  APPROVED,
  ENROLLED,
  REVOKED
}
