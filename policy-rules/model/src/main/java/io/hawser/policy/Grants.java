package io.hawser.policy;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Answers whether a site may begin a conversation with another. Made once for a policy and then
/// only read, by any thread. What returns in a conversation needs no grant: ask only for its first
/// packet.
public final class Grants {
  private final List<Rule> rules;

  private Grants(List<Rule> rules) {
    this.rules = rules;
  }

  public static Grants of(Policy policy) {
    List<String> applications = policy.applications().stream().map(Application::name).toList();
    return of(policy.grants(), applications);
  }

  static Grants of(List<Grant> grants, List<String> applications) {
    return new Grants(grants.stream().map(grant -> Rule.of(grant, applications)).toList());
  }

  /// Whether the conversation is granted. A policy without grants permits everything, and nobody
  /// needs a grant within his own site; otherwise what no grant names is refused.
  ///
  /// @param application index in [Policy#applications()], or [ApplicationMatcher#UNRECOGNISED],
  ///   which only a grant without applications covers
  public boolean permits(String fromSite, String toSite, int application) {
    if (rules.isEmpty() || fromSite.equals(toSite)) {
      return true;
    }
    for (Rule rule : rules) {
      if (rule.covers(fromSite, toSite, application)) {
        return true;
      }
    }
    return false;
  }

  private record Rule(
      Set<String> from, Set<String> to, boolean anyApplication, BitSet applications) {
    static Rule of(Grant grant, List<String> names) {
      var applications = new BitSet();
      grant.applications().forEach(name -> applications.set(names.indexOf(name)));
      return new Rule(
          new HashSet<>(grant.from()),
          new HashSet<>(grant.to()),
          grant.applications().isEmpty(),
          applications);
    }

    boolean covers(String fromSite, String toSite, int application) {
      return (from.isEmpty() || from.contains(fromSite))
          && (to.isEmpty() || to.contains(toSite))
          && (anyApplication || (application >= 0 && applications.get(application)));
    }
  }
}
