package io.hawser.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/// What this module may not know. The rule is also shown to catch a planted violation.
class ArchitectureTest {
  private static final JavaClasses LAB =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.hawser");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("io.hawser.lab.architecture");

  private static final ArchRule KNOWS_NOTHING_OF_THE_PRODUCT =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe("are of the product", ArchitectureTest::isOfTheProduct))
          .because("it starts what is shipped, as a user would");

  @Test
  void usesNoOtherModuleOfTheProduct() {
    KNOWS_NOTHING_OF_THE_PRODUCT.check(LAB);
    assertCatches(KNOWS_NOTHING_OF_THE_PRODUCT, "PlantedImport", 1);
  }

  private static boolean isOfTheProduct(JavaClass target) {
    String name = target.getName();
    return name.startsWith("io.hawser.") && !name.startsWith("io.hawser.lab.");
  }

  private static void assertCatches(ArchRule rule, String planted, int atLeast) {
    long caught =
        rule.evaluate(PLANTED).getFailureReport().getDetails().stream()
            .filter(line -> line.contains(planted))
            .count();
    assertThat(caught).as(planted).isGreaterThanOrEqualTo(atLeast);
  }
}
