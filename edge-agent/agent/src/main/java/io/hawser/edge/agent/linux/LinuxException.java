package io.hawser.edge.agent.linux;

/// The kernel, or a tool that speaks to it, refused something that the edge cannot do without.
public final class LinuxException extends RuntimeException {
  LinuxException(String message) {
    super(message);
  }

  LinuxException(String message, Throwable cause) {
    super(message, cause);
  }

  /// Answers `result` where it is none of an error, else throws "name: what (ENODEV, …)".
  static int check(int result, String name, String what) {
    if (result < 0) {
      throw new LinuxException(name + ": " + what + " refused (" + Errno.describe(result) + ")");
    }
    return result;
  }
}
