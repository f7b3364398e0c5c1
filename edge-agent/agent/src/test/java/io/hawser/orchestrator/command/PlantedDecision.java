package io.hawser.orchestrator.command;

/// Stands for a class of the orchestrator that is not of its API.
public final class PlantedDecision {}
