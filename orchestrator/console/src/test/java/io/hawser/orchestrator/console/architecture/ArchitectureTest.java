package io.hawser.orchestrator.console.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/// What the pages may not know. Each rule is also shown to catch a planted violation.
class ArchitectureTest {
  private static final JavaClasses CONSOLE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.hawser.orchestrator.console");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("io.hawser.orchestrator.console.architecture");

  private static final ArchRule KNOWS_NEITHER_SERVER_NOR_CORE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hawser.orchestrator.server..",
              "io.hawser.orchestrator.api..",
              "io.hawser.orchestrator.command..",
              "io.hawser.orchestrator.company..",
              "io.hawser.orchestrator.compile..",
              "io.hawser.orchestrator.document..")
          .because("the server fills the records that the pages show");

  private static final ArchRule KNOWS_NO_WEB_SERVER_AND_NO_JSON =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "com.linecorp..", "io.netty..", "tools.jackson..", "com.fasterxml.jackson..")
          .because("the pages can be looked at without a network");

  @Test
  void knowsNeitherServerNorCore() {
    assertThat(CONSOLE).isNotEmpty();
    KNOWS_NEITHER_SERVER_NOR_CORE.check(CONSOLE);
    assertCatches(KNOWS_NEITHER_SERVER_NOR_CORE, "PlantedServerImport");
    assertCatches(KNOWS_NEITHER_SERVER_NOR_CORE, "PlantedCoreImport");
  }

  @Test
  void knowsNoWebServerAndNoJson() {
    KNOWS_NO_WEB_SERVER_AND_NO_JSON.check(CONSOLE);
    assertCatches(KNOWS_NO_WEB_SERVER_AND_NO_JSON, "PlantedJsonImport");
  }

  private static void assertCatches(ArchRule rule, String planted) {
    assertThat(rule.evaluate(PLANTED).getFailureReport().getDetails())
        .as(planted)
        .anyMatch(line -> line.contains(planted));
  }
}
