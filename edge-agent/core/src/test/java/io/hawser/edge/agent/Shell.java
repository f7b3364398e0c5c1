package io.hawser.edge.agent;

/// Stands for a class of the shell.
public final class Shell {}
