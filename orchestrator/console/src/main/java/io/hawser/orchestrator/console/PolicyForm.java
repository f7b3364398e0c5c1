package io.hawser.orchestrator.console;

import org.jspecify.annotations.Nullable;

/// The policy page's state.
///
/// @param document which text is edited: `policy` or `company`
/// @param revision of the company that the text is of
/// @param fault why the text was refused, null: it was not
/// @param noticeKey message of what was done, null: nothing was asked
public record PolicyForm(
    String document,
    String yaml,
    long revision,
    @Nullable String fault,
    @Nullable String noticeKey) {
  /// The line that `fault` names ("file:line: …"), 0: none.
  public int faultLine() {
    if (fault == null) {
      return 0;
    }
    String[] parts = fault.split(":", 3);
    return parts.length == 3 && parts[1].matches("\\d{1,6}") ? Integer.parseInt(parts[1]) : 0;
  }
}
