package io.hawser.lab;

import java.io.IOException;

/// How a command ended.
///
/// @param status exit status; [#TIMED_OUT] if it was killed at its limit
public record CommandResult(String command, int status, String output, String errors) {
  public static final int TIMED_OUT = -1;

  public boolean succeeded() {
    return status == 0;
  }

  /// The output, if it succeeded.
  public String orThrow() throws IOException {
    if (!succeeded()) {
      String how = status == TIMED_OUT ? "killed at its time limit" : "exit status " + status;
      throw new IOException(command + ": " + how + "\n" + output + errors);
    }
    return output;
  }
}
