package io.hawser.orchestrator.console;

/// One moment of a path's recent past; -1: not measured.
public record PathSample(
    long epochMs, long rttUs, long jitterUs, long lossOutPpm, long lossInPpm) {}
