package io.hawser.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.nodes.Node;

class ArchitectureTest {
  private static final JavaClasses MODEL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.hawser");

  private static final ArchRule STANDS_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.hawser.policy..",
              "java.lang..",
              "java.util..",
              "java.math",
              "java.nio..",
              "java.io",
              "java.net",
              "org.jspecify..",
              "org.snakeyaml..");

  private static final ArchRule ONLY_THE_READER_KNOWS_YAML =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("Yaml")
          .and()
          .doNotHaveSimpleName("PolicyReader")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.snakeyaml..");

  private static final ArchRule TIME_AND_CHANCE_COME_FROM_OUTSIDE =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random");

  @Test
  void theModelStandsAlone() {
    STANDS_ALONE.check(MODEL);
    ONLY_THE_READER_KNOWS_YAML.check(MODEL);
    TIME_AND_CHANCE_COME_FROM_OUTSIDE.check(MODEL);
  }

  @Test
  void thePlantedViolationsAreSeen() {
    JavaClasses planted = new ClassFileImporter().importClasses(Planted.class);

    assertThatThrownBy(() -> STANDS_ALONE.check(planted)).hasMessageContaining("Planted");
    assertThatThrownBy(() -> ONLY_THE_READER_KNOWS_YAML.check(planted))
        .hasMessageContaining("Planted");
    assertThatThrownBy(() -> TIME_AND_CHANCE_COME_FROM_OUTSIDE.check(planted))
        .hasMessageContaining("Planted");
  }

  @SuppressWarnings("unused")
  private static final class Planted {
    private Node yaml;
    private ArchRule foreign;

    long now() {
      return System.nanoTime();
    }
  }
}
