package io.hawser.probe.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What measuring may not do. Each rule is also shown to catch a planted violation.
class ArchitectureTest {
  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.Clock.systemUTC");

  private static final JavaClasses PROBES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.hawser");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("io.hawser.probe.architecture");

  private static final ArchRule READS_NO_CLOCK =
      ArchRuleDefinition.noClasses()
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "reads a clock",
                  access ->
                      CLOCKS.contains(access.getTargetOwner().getName() + "." + access.getName())))
          .because("time is passed in as nowNs");

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
                  "thread, timer, executor or lock",
                  name ->
                      name.startsWith("java.lang.Thread")
                          || name.startsWith("java.util.Timer")
                          || name.startsWith("java.util.concurrent.")))
          .because("objects have one writer, and the shell owns its thread");

  private static final ArchRule STANDS_ALONE =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat(
              named(
                  "class of another module",
                  name -> name.startsWith("io.hawser.") && !name.startsWith("io.hawser.probe.")))
          .because("whoever measures paths can use it, and nothing else with it");

  @Test
  void readsNoClock() {
    READS_NO_CLOCK.check(PROBES);
    assertCatches(READS_NO_CLOCK, "PlantedClock", 3);
  }

  @Test
  void opensNoSocketAndNoFile() {
    OPENS_NO_SOCKET.check(PROBES);
    assertCatches(OPENS_NO_SOCKET, "PlantedSocket", 2);
  }

  @Test
  void startsNoThreadAndTakesNoLock() {
    STARTS_NO_THREAD.check(PROBES);
    assertCatches(STARTS_NO_THREAD, "PlantedThread", 3);
  }

  @Test
  void usesNoOtherModule() {
    STANDS_ALONE.check(PROBES);
    assertCatches(STANDS_ALONE, "PlantedImport", 1);
  }

  private static void assertCatches(ArchRule rule, String planted, int atLeast) {
    long caught =
        rule.evaluate(PLANTED).getFailureReport().getDetails().stream()
            .filter(line -> line.contains(planted))
            .count();
    assertThat(caught).as(planted).isGreaterThanOrEqualTo(atLeast);
  }

  private static DescribedPredicate<JavaClass> named(
      String description, Predicate<String> predicate) {
    return DescribedPredicate.describe(
        "are a " + description, target -> predicate.test(target.getName()));
  }
}
