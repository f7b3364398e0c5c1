package io.hawser.orchestrator.company;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A box that used a claim.
///
/// @param id lowercase UUID; the common name of its certificate
/// @param name for people; unique among the edges that are not revoked once approved
/// @param site null until a person or the claim names one
/// @param overlayNumber its place in the [OverlayPlan], 0 until approved; never given to another
///   edge
/// @param fingerprint hexadecimal SHA-256 of the SubjectPublicKeyInfo of its TLS key
/// @param serial as the device gave it, for people only
/// @param devices the network interfaces that it has, for people only
/// @param certificate null until issued
public record Edge(
    String id,
    String name,
    @Nullable String site,
    EdgeState state,
    int overlayNumber,
    String fingerprint,
    String claimId,
    String serial,
    String hostname,
    List<String> devices,
    long firstSeenEpochMs,
    @Nullable IssuedCertificate certificate,
    EdgeFacts facts) {
  public Edge {
    devices = List.copyOf(devices);
  }

  /// Whether it may attach and appear in other edges' configurations.
  public boolean isMember() {
    return state == EdgeState.ENROLLED;
  }

  public Edge approved(String newName, String newSite, int number) {
    return new Edge(
        id,
        newName,
        newSite,
        EdgeState.APPROVED,
        number,
        fingerprint,
        claimId,
        serial,
        hostname,
        devices,
        firstSeenEpochMs,
        certificate,
        facts);
  }

  public Edge issued(IssuedCertificate newCertificate, String newFingerprint) {
    return new Edge(
        id,
        name,
        site,
        EdgeState.ENROLLED,
        overlayNumber,
        newFingerprint,
        claimId,
        serial,
        hostname,
        devices,
        firstSeenEpochMs,
        newCertificate,
        facts);
  }

  public Edge revoked() {
    return new Edge(
        id,
        name,
        site,
        EdgeState.REVOKED,
        overlayNumber,
        fingerprint,
        claimId,
        serial,
        hostname,
        devices,
        firstSeenEpochMs,
        certificate,
        facts);
  }

  public Edge with(EdgeFacts newFacts) {
    return new Edge(
        id,
        name,
        site,
        state,
        overlayNumber,
        fingerprint,
        claimId,
        serial,
        hostname,
        devices,
        firstSeenEpochMs,
        certificate,
        newFacts);
  }
}
