package io.hawser.orchestrator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.hawser.orchestrator");

  @Test
  void coreKnowsNoDatabaseNetworkThreadOrRules() {
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
        .check(CORE);
  }

  @Test
  void coreReadsNoClockAndThrowsNoDice() {
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
        .check(CORE);
  }

  @Test
  void packagesPointOneWay() {
    noClasses()
        .that()
        .resideInAPackage("io.hawser.orchestrator.company..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.hawser.orchestrator.document..",
            "io.hawser.orchestrator.command..",
            "io.hawser.orchestrator.compile..")
        .check(CORE);
    noClasses()
        .that()
        .resideInAnyPackage("io.hawser.orchestrator.document..", "io.hawser.orchestrator.compile..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.hawser.orchestrator.command..")
        .check(CORE);
  }
}
