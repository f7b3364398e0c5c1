package io.hawser.policy;

import java.util.List;

/// Leave to begin a conversation; what returns in it needs no grant of its own. An empty list means
/// any.
///
/// @param name unique within the policy
/// @param from sites that may begin
/// @param to sites that may be reached
/// @param applications names of the applications that may be used
public record Grant(String name, List<String> from, List<String> to, List<String> applications) {
  public Grant {
    from = List.copyOf(from);
    to = List.copyOf(to);
    applications = List.copyOf(applications);
  }
}
