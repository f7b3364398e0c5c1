package io.hawser.edge.agent.local;

/// Packets that went nowhere for one reason; the reason is the metric's label as well.
public record DropView(String reason, long packets, String meaning) {}
