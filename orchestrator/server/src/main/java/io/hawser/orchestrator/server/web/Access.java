package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.server.users.Role;
import java.util.Locale;

/// Who may call a route.
enum Access {
  ANYONE,
  /// A person who signed in, be it with a one-time password.
  SIGNED_IN,
  VIEWER,
  OPERATOR,
  ADMIN;

  boolean admits(Caller caller) {
    return switch (this) {
      case ANYONE -> true;
      case SIGNED_IN -> caller.session() != null;
      case VIEWER -> caller.mayAs(Role.VIEWER);
      case OPERATOR -> caller.mayAs(Role.OPERATOR);
      case ADMIN -> caller.mayAs(Role.ADMIN);
    };
  }

  /// As the OpenAPI document writes it.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
