package io.hawser.edge.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the core may not do, and the order of its packages. Each rule is also shown to catch a
/// planted violation.
class ArchitectureTest {
  private static final String ROOT = "io.hawser.edge.";

  /// Bottom to top; a package may use those before it.
  private static final List<String> PACKAGES =
      List.of(
          "packet",
          "crypto",
          "wireguard",
          "overlay",
          "path",
          "rate",
          "bond",
          "playout",
          "steer",
          "qos",
          "fec",
          "dataplane",
          "control");

  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.hawser.edge");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("io.hawser.edge.architecture");

  private static final ArchRule READS_NO_CLOCK =
      ArchRuleDefinition.noClasses()
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe("reads a clock", access -> CLOCKS.contains(name(access))))
          .because("time is passed in as nowNs");

  private static final ArchRule DRAWS_NO_RANDOM =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat(
              named(
                  "random source",
                  name ->
                      name.equals("java.util.Random")
                          || name.equals("java.security.SecureRandom")
                          || name.equals("java.util.concurrent.ThreadLocalRandom")
                          || name.equals("java.util.SplittableRandom")))
          .orShould()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "Math.random", access -> name(access).equals("java.lang.Math.random")))
          .because("random bytes come from a RandomSource");

  private static final ArchRule OPENS_NO_SOCKET =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat(
              named(
                  "socket, channel or file",
                  name ->
                      name.startsWith("java.nio.channels.")
                          || name.startsWith("java.nio.file.")
                          || name.startsWith("java.io.File")
                          || (name.startsWith("java.net.") && name.endsWith("Socket"))))
          .because("the shell owns sockets and files");

  private static final ArchRule STARTS_NO_THREAD =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat(
              named(
                  "thread, executor, timer or lock",
                  name ->
                      name.startsWith("java.lang.Thread")
                          || name.startsWith("java.util.Timer")
                          || name.startsWith("java.util.concurrent.Executor")
                          || name.startsWith("java.util.concurrent.locks.")
                          || name.equals("java.util.concurrent.CompletableFuture")))
          .because("the shell owns threads; objects have one writer");

  private static final ArchRule KNOWS_NO_SHELL =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat(
              named(
                  "library of the shell",
                  name ->
                      name.startsWith("io.netty.")
                          || name.startsWith("io.grpc.")
                          || name.startsWith("com.sun.jna.")
                          || name.startsWith("org.drools.")
                          || name.startsWith("org.kie.")
                          || name.startsWith("io.hawser.edge.agent.")))
          .because("core is the data plane, sans IO");

  private static final ArchRule USES_ONLY_PACKAGES_BELOW =
      ArchRuleDefinition.classes().should(usePackagesBelow()).because("arrows point one way");

  @Test
  void readsNoClock() {
    READS_NO_CLOCK.check(CORE);
    assertCatches(READS_NO_CLOCK, "PlantedClock", 3);
  }

  @Test
  void drawsNoRandomNumbers() {
    DRAWS_NO_RANDOM.check(CORE);
    assertCatches(DRAWS_NO_RANDOM, "PlantedRandom", 3);
  }

  @Test
  void opensNoSocketAndNoFile() {
    OPENS_NO_SOCKET.check(CORE);
    assertCatches(OPENS_NO_SOCKET, "PlantedSocket", 3);
  }

  @Test
  void startsNoThreadAndTakesNoLock() {
    STARTS_NO_THREAD.check(CORE);
    assertCatches(STARTS_NO_THREAD, "PlantedThread", 3);
  }

  @Test
  void knowsNothingOfTheShell() {
    KNOWS_NO_SHELL.check(CORE);
    assertCatches(KNOWS_NO_SHELL, "PlantedShell", 1);
  }

  @Test
  void everyPackageUsesOnlyThoseBelowIt() {
    USES_ONLY_PACKAGES_BELOW.check(CORE);
    assertCatches(USES_ONLY_PACKAGES_BELOW, "PlantedUpwardImport", 1);
  }

  @Test
  void everyPackageHasItsPlace() {
    for (JavaClass each : CORE) {
      assertThat(PACKAGES).as(each.getName()).contains(place(each.getPackageName()));
    }
  }

  private static void assertCatches(ArchRule rule, String planted, int atLeast) {
    EvaluationResult result = rule.evaluate(PLANTED);
    long caught =
        result.getFailureReport().getDetails().stream()
            .filter(line -> line.contains(planted))
            .count();
    assertThat(caught).as(planted).isGreaterThanOrEqualTo(atLeast);
  }

  private static String name(JavaAccess<?> access) {
    return access.getTargetOwner().getName() + "." + access.getName();
  }

  private static DescribedPredicate<JavaClass> named(
      String description, java.util.function.Predicate<String> predicate) {
    return DescribedPredicate.describe(
        "are a " + description, target -> predicate.test(target.getName()));
  }

  private static ArchCondition<JavaClass> usePackagesBelow() {
    return new ArchCondition<>("use only packages below their own") {
      @Override
      public void check(JavaClass each, ConditionEvents events) {
        int own = PACKAGES.indexOf(place(each.getPackageName()));
        each.getDirectDependenciesFromSelf().stream()
            .filter(
                dependency ->
                    PACKAGES.indexOf(place(dependency.getTargetClass().getPackageName())) > own)
            .filter(_ -> own >= 0)
            .forEach(
                dependency ->
                    events.add(SimpleConditionEvent.violated(each, dependency.getDescription())));
      }
    };
  }

  /// `wireguard` of `io.hawser.edge.wireguard`; the planted violations lie a level deeper.
  private static String place(String packageName) {
    if (!packageName.startsWith(ROOT)) {
      return "";
    }
    String below = packageName.substring(ROOT.length());
    String planted = "architecture.";
    below = below.startsWith(planted) ? below.substring(planted.length()) : below;
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
