package io.hawser.orchestrator.company;

/// A change that is not made, with what was expected instead: `name: value (expected: …)`.
public final class RefusedException extends IllegalArgumentException {
  /// Why, as a caller over the network must be told it.
  public enum Kind {
    /// The request can never succeed as it stands.
    INVALID,
    /// It names something that does not exist.
    UNKNOWN,
    /// It contradicts what exists.
    CONFLICT,
    /// It was made of what is no longer so.
    STALE,
    /// It came too late.
    EXPIRED,
    /// The asker may not.
    FORBIDDEN
  }

  private final Kind kind;

  public RefusedException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public static RefusedException invalid(String message) {
    return new RefusedException(Kind.INVALID, message);
  }

  public static RefusedException unknown(String message) {
    return new RefusedException(Kind.UNKNOWN, message);
  }

  public static RefusedException conflict(String message) {
    return new RefusedException(Kind.CONFLICT, message);
  }

  public static RefusedException stale(String message) {
    return new RefusedException(Kind.STALE, message);
  }

  public static RefusedException expired(String message) {
    return new RefusedException(Kind.EXPIRED, message);
  }

  public static RefusedException forbidden(String message) {
    return new RefusedException(Kind.FORBIDDEN, message);
  }

  public Kind kind() {
    return kind;
  }
}
