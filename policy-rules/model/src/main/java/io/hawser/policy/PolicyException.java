package io.hawser.policy;

/// A policy was refused. The message is one line that a person can act on: `file:line: key: value
/// (expected: …)`.
public final class PolicyException extends RuntimeException {
  private final String file;
  private final int line;

  /// @param file name of the document as the person knows it
  /// @param line counted from 1
  /// @param problem `key: value (expected: …; did you mean "…")`
  public PolicyException(String file, int line, String problem) {
    super(file + ":" + line + ": " + problem);
    this.file = file;
    this.line = line;
  }

  public String file() {
    return file;
  }

  public int line() {
    return line;
  }
}
