package io.hawser.policy;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What must hold between the parts of a policy; that each part is valid by itself is checked where
/// it is constructed.
final class PolicyChecks {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
  private static final int MOST_PATTERNS = 20_000;

  private PolicyChecks() {}

  /// @throws RefusedException about the first thing that is wrong
  static void check(
      List<Application> applications,
      List<TrafficClass> classes,
      String defaultClass,
      List<Grant> grants,
      List<Expectation> expectations) {
    requireUnique("applications", applications, Application::name);
    requireUnique("classes", classes, TrafficClass::name);
    requireUnique("grants", grants, Grant::name);
    List<String> names = applications.stream().map(Application::name).toList();
    checkMatches(applications, names);
    checkClasses(classes, defaultClass, names);
    checkGrants(grants, names);
    checkExpectations(expectations, Grants.of(grants, names), names);
  }

  private static <T> void requireUnique(String section, List<T> parts, Function<T, String> name) {
    Set<String> seen = new HashSet<>();
    for (T part : parts) {
      requireName("name", name.apply(part));
      if (!seen.add(name.apply(part))) {
        throw new RefusedException(
            name.apply(part),
            "name: " + name.apply(part) + " (expected: a name used once in " + section + ")");
      }
    }
  }

  static void requireName(String key, String name) {
    if (!name.matches(NAME) || name.equalsIgnoreCase("null")) {
      throw new RefusedException(
          name,
          key
              + ": "
              + name
              + " (expected: letters, digits, '.', '_' and '-', at most 63, a letter or digit first)");
    }
  }

  private static void checkMatches(List<Application> applications, List<String> names) {
    requireFewCombinations(applications);
    // Only patterns of one group, which differ in nothing but their ports, can contradict or hide
    // each other.
    Collection<List<FlowPattern>> groups =
        FlowPattern.of(applications).stream()
            .collect(
                Collectors.groupingBy(
                    FlowPattern::withoutPorts, LinkedHashMap::new, Collectors.toList()))
            .values();
    groups.forEach(group -> requireNoContest(group, names));
    var reachable = new BitSet();
    for (List<FlowPattern> group : groups) {
      group.stream()
          .filter(pattern -> !pattern.isHiddenBy(group))
          .forEach(p -> reachable.set(p.application()));
    }
    int hidden = reachable.nextClearBit(0);
    if (hidden < names.size()) {
      throw new RefusedException(
          applications.get(hidden),
          "name: "
              + names.get(hidden)
              + " (expected: a match that more specific ones leave something of)");
    }
  }

  private static void requireFewCombinations(List<Application> applications) {
    long combinations = 0;
    for (Application application : applications) {
      for (Match match : application.matches()) {
        combinations += match.combinations();
        if (combinations > MOST_PATTERNS) {
          throw new RefusedException(
              match,
              "match: "
                  + match.combinations()
                  + " combinations (expected: at most "
                  + MOST_PATTERNS
                  + " in all applications)");
        }
      }
    }
  }

  private static void requireNoContest(List<FlowPattern> group, List<String> names) {
    for (int i = 0; i < group.size(); i++) {
      for (int j = i + 1; j < group.size(); j++) {
        FlowPattern clash = group.get(j);
        if (group.get(i).contests(clash)) {
          throw new RefusedException(
              clash.match(),
              "match: "
                  + clash
                  + " (expected: nothing that application "
                  + names.get(group.get(i).application())
                  + " claims too, with "
                  + group.get(i)
                  + ")");
        }
      }
    }
  }

  private static void checkClasses(
      List<TrafficClass> classes, String defaultClass, List<String> names) {
    Map<String, String> classOf = new HashMap<>();
    for (TrafficClass trafficClass : classes) {
      for (String application : trafficClass.applications()) {
        requireKnown("applications", application, names);
        @Nullable String other = classOf.putIfAbsent(application, trafficClass.name());
        if (other != null) {
          throw new RefusedException(
              application,
              "applications: " + application + " (expected: one not yet in class " + other + ")");
        }
      }
      requireDistinctNames("prefer", trafficClass.prefer());
    }
    requireKnown("default-class", defaultClass, classes.stream().map(TrafficClass::name).toList());
  }

  private static void checkGrants(List<Grant> grants, List<String> names) {
    for (Grant grant : grants) {
      requireDistinctNames("from", grant.from());
      requireDistinctNames("to", grant.to());
      requireDistinctNames("applications", grant.applications());
      grant.applications().forEach(application -> requireKnown("applications", application, names));
    }
  }

  private static void requireDistinctNames(String key, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      requireName(key, name);
      if (!seen.add(name)) {
        throw new RefusedException(name, key + ": " + name + " (expected: each only once)");
      }
    }
  }

  private static void checkExpectations(
      List<Expectation> expectations, Grants grants, List<String> names) {
    for (Expectation expectation : expectations) {
      requireName("from", expectation.from());
      requireName("to", expectation.to());
      requireKnown("application", expectation.application(), names);
      boolean permitted =
          grants.permits(
              expectation.from(), expectation.to(), names.indexOf(expectation.application()));
      if (permitted != expectation.allowed()) {
        throw new RefusedException(
            expectation,
            "expect: "
                + Expectation.word(expectation.allowed())
                + " (expected: "
                + Expectation.word(permitted)
                + ", by the grants, for "
                + expectation.application()
                + " from "
                + expectation.from()
                + " to "
                + expectation.to()
                + ")");
      }
    }
  }

  static void requireKnown(String key, String name, Collection<String> known) {
    if (!known.contains(name)) {
      throw new RefusedException(
          name, key + ": " + name + " (expected: " + NearestWord.expected(name, known) + ")");
    }
  }
}
