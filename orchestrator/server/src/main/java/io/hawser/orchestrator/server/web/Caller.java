package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.server.users.Role;
import io.hawser.orchestrator.server.users.Session;
import org.jspecify.annotations.Nullable;

/// Who calls.
///
/// @param actor for the record, `user:ann` or `token:ci`
/// @param role null: nobody that we know
/// @param session null: not a browser
record Caller(String actor, @Nullable Role role, @Nullable Session session) {
  static final Caller NOBODY = new Caller("nobody", null, null);

  static Caller of(Session session) {
    return new Caller("user:" + session.user().name(), session.user().role(), session);
  }

  static Caller program(String name, Role role) {
    return new Caller("token:" + name, role, null);
  }

  /// Whether a one-time password was used and not yet replaced.
  boolean mustChangePassword() {
    return session != null && session.user().mustChange();
  }

  boolean mayAs(Role needed) {
    return role != null && role.includes(needed) && !mustChangePassword();
  }
}
