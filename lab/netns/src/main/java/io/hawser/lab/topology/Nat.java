package io.hawser.lab.topology;

/// A NAT router in front of a link.
///
/// @param address its address in the transport network
public record Nat(NatKind kind, Address address) {}
