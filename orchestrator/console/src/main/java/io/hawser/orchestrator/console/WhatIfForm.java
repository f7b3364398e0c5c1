package io.hawser.orchestrator.console;

import org.jspecify.annotations.Nullable;

/// The state of the page that asks "what if".
///
/// @param assume what is assumed, a line each
/// @param policy another policy, empty: the one in force
/// @param fault why it was not answered, null: it was, or nothing was asked
/// @param answer null: nothing was asked
public record WhatIfForm(
    String assume, String policy, @Nullable String fault, @Nullable WhatIfView answer) {
  public static final WhatIfForm EMPTY = new WhatIfForm("", "", null, null);
}
