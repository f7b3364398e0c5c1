package io.hawser.edge.architecture.crypto;

/// In a package above that of the planted import.
public final class Upper {}
