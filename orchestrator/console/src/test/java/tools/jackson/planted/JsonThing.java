package tools.jackson.planted;

/// Stands for something of a JSON library, for a planted violation.
public record JsonThing() {}
