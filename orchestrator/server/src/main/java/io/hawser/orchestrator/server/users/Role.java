package io.hawser.orchestrator.server.users;

import io.hawser.orchestrator.company.RefusedException;
import java.util.Locale;

/// What someone may do, least first; each may do what those before it may.
public enum Role {
  /// Reads everything.
  VIEWER,
  /// Lets edges in, makes claims.
  OPERATOR,
  /// Changes company and policy, makes users and tokens.
  ADMIN;

  public static Role of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw RefusedException.invalid("role: " + word + " (expected: viewer, operator, admin)");
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }
}
