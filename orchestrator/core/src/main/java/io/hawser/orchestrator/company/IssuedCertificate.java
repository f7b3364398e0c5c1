package io.hawser.orchestrator.company;

/// A certificate that our CA gave to an edge.
///
/// @param chainPem the edge's certificate, then the CA's
/// @param serialNumber hexadecimal
public record IssuedCertificate(String chainPem, String serialNumber, long expiresEpochMs) {}
