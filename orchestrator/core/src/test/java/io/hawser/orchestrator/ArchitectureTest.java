package io.hawser.orchestrator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the core may not do, and the order of its packages. Each rule is also shown to catch a
/// planted violation.
class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.hawser.orchestrator");

  private static final JavaClasses PLANTED =
      new ClassFileImporter()
          .importPackages(
              "io.hawser.orchestrator.planted",
              "io.hawser.orchestrator.company.planted",
              "io.hawser.orchestrator.document.planted");

  private static final ArchRule KNOWS_NO_SHELL =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hawser.orchestrator.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "java.nio.channels..",
              "java.util.concurrent..",
              "io.netty..",
              "io.grpc..",
              "com.linecorp..",
              "org.jdbi..",
              "io.hawser.policy.engine..",
              "io.hawser.orchestrator.server..")
          .because("core is pure");

  private static final ArchRule READS_NO_CLOCK_AND_THROWS_NO_DICE =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, InstantSource.class, Random.class)
          .because("time comes in as a parameter");

  private static final ArchRule COMPANY_KNOWS_NOTHING_ABOVE_IT =
      noClasses()
          .that()
          .resideInAPackage("io.hawser.orchestrator.company..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hawser.orchestrator.document..",
              "io.hawser.orchestrator.command..",
              "io.hawser.orchestrator.compile..")
          .because("arrows point one way");

  private static final ArchRule DOCUMENT_AND_COMPILE_KNOW_NO_COMMAND =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.hawser.orchestrator.document..", "io.hawser.orchestrator.compile..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.hawser.orchestrator.command..")
          .because("arrows point one way");

  @Test
  void coreKnowsNoDatabaseNetworkThreadOrRules() {
    KNOWS_NO_SHELL.check(CORE);
    assertCatches(KNOWS_NO_SHELL, "PlantedShell", 3);
  }

  @Test
  void coreReadsNoClockAndThrowsNoDice() {
    READS_NO_CLOCK_AND_THROWS_NO_DICE.check(CORE);
    assertCatches(READS_NO_CLOCK_AND_THROWS_NO_DICE, "PlantedClock", 4);
  }

  @Test
  void packagesPointOneWay() {
    COMPANY_KNOWS_NOTHING_ABOVE_IT.check(CORE);
    assertCatches(COMPANY_KNOWS_NOTHING_ABOVE_IT, "company.planted.PlantedUpwardImport", 1);
    DOCUMENT_AND_COMPILE_KNOW_NO_COMMAND.check(CORE);
    assertCatches(DOCUMENT_AND_COMPILE_KNOW_NO_COMMAND, "document.planted.PlantedUpwardImport", 1);
  }

  private static void assertCatches(ArchRule rule, String planted, int atLeast) {
    assertThat(rule.evaluate(PLANTED).getFailureReport().getDetails())
        .filteredOn(line -> line.contains(planted))
        .as(planted)
        .hasSizeGreaterThanOrEqualTo(atLeast);
  }
}
