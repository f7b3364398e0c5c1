package io.hawser.orchestrator.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/// What the orchestrator's process may not know. Each rule is also shown to catch a planted
/// violation.
class ArchitectureTest {
  private static final JavaClasses SERVER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.hawser.orchestrator.server");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("io.hawser.orchestrator.server.architecture");

  private static final ArchRule KNOWS_NOTHING_OF_THE_EDGE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.hawser.edge..")
          .because("edge and orchestrator share orchestrator/api and policy-rules only");

  @Test
  void knowsNothingOfTheEdge() {
    assertThat(SERVER).isNotEmpty();
    KNOWS_NOTHING_OF_THE_EDGE.check(SERVER);
    assertThat(KNOWS_NOTHING_OF_THE_EDGE.evaluate(PLANTED).getFailureReport().getDetails())
        .anyMatch(line -> line.contains("PlantedEdgeImport"));
  }
}
