package io.hawser.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/// What a company wants of its network: which traffic there is, what each kind needs, and who may
/// talk to whom. Immutable; two policies that say the same in the same order are equal. No policy
/// exists whose parts contradict each other: the constructor refuses it.
///
/// @param applications how traffic is recognised, in the order of the document
/// @param classes how recognised traffic is carried; an application is in at most one of them
/// @param defaultClass name of the class of all traffic that no other class claims
/// @param queues what each queue class gets of a full link
/// @param grants who may begin a conversation with whom; none at all means that everything may talk
///   to everything
/// @param expectations what the author of the policy wants to be true of the grants (`tests` in the
///   document)
public record Policy(
    List<Application> applications,
    List<TrafficClass> classes,
    String defaultClass,
    QueueShares queues,
    List<Grant> grants,
    List<Expectation> expectations) {
  private static final String STANDARD = "standard-policy.yaml";

  public Policy {
    applications = List.copyOf(applications);
    classes = List.copyOf(classes);
    grants = List.copyOf(grants);
    expectations = List.copyOf(expectations);
    PolicyChecks.check(applications, classes, defaultClass, grants, expectations);
  }

  /// Reads a policy document.
  ///
  /// @param fileName what a person calls the document; begins each complaint
  /// @throws PolicyException with file, line and what was expected, about the first thing that is
  ///   wrong
  public static Policy parse(String yaml, String fileName) {
    return new PolicyReader(fileName).read(yaml);
  }

  /// Reads a policy document whose grants and tests may name these sites only.
  ///
  /// @throws PolicyException as above
  public static Policy parse(String yaml, String fileName, Collection<String> sites) {
    var reader = new PolicyReader(fileName);
    Policy policy = reader.read(yaml);
    reader.requireSites(policy, sites);
    return policy;
  }

  /// The policy of a network for which nobody has written one: voice, video, transactional, bulk
  /// and the rest.
  public static Policy standard() {
    return parse(standardYaml(), STANDARD);
  }

  /// The document of [#standard()] with its comments, to begin one's own from.
  public static String standardYaml() {
    try (InputStream resource = Policy.class.getResourceAsStream(STANDARD)) {
      if (resource == null) {
        throw new IllegalStateException("resource: none (expected: " + STANDARD + ")");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The class that carries an application.
  public TrafficClass classOf(String application) {
    return classes.stream()
        .filter(trafficClass -> trafficClass.applications().contains(application))
        .findFirst()
        .orElseGet(() -> classNamed(defaultClass));
  }

  private TrafficClass classNamed(String name) {
    return classes.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /// The canonical document: equal policies give equal text, and reading it gives an equal policy.
  public String toYaml() {
    return PolicyWriter.write(this);
  }
}
