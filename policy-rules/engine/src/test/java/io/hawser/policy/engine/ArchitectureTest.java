package io.hawser.policy.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.kie.api.KieBase;

class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.hawser");

  private static final ArchRule RULES_SEE_ONLY_POLICY =
      classes()
          .that()
          .resideInAPackage("io.hawser.policy.engine..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.hawser.policy..", "java..", "org.drools..", "org.kie..", "org.jspecify..");

  private static final ArchRule ONE_CLASS_LOADS_AND_ONE_RUNS_DROOLS =
      noClasses()
          .that()
          .resideInAPackage("io.hawser.policy.engine")
          .and()
          .doNotHaveSimpleName("CompiledRules")
          .and()
          .doNotHaveSimpleName("SteeringEngine")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.drools..", "org.kie..");

  private static final ArchRule TIME_AND_CHANCE_COME_FROM_OUTSIDE =
      noClasses()
          .that()
          .resideInAPackage("io.hawser.policy..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random");

  @Test
  void theEngineDependsOnThePolicyAndDroolsAlone() {
    RULES_SEE_ONLY_POLICY.check(PRODUCT);
    ONE_CLASS_LOADS_AND_ONE_RUNS_DROOLS.check(PRODUCT);
    TIME_AND_CHANCE_COME_FROM_OUTSIDE.check(PRODUCT);
  }

  @Test
  void thePlantedViolationsAreSeen() {
    JavaClasses planted = new ClassFileImporter().importClasses(Planted.class);

    assertThatThrownBy(() -> RULES_SEE_ONLY_POLICY.check(planted)).hasMessageContaining("Planted");
    assertThatThrownBy(() -> ONE_CLASS_LOADS_AND_ONE_RUNS_DROOLS.check(planted))
        .hasMessageContaining("Planted");
    assertThatThrownBy(() -> TIME_AND_CHANCE_COME_FROM_OUTSIDE.check(planted))
        .hasMessageContaining("Planted");
  }

  @Test
  void nothingThatParsesOrCompilesRulesIsThereWhenDeciding() {
    for (String compiler :
        new String[] {
          "org.drools.model.codegen.ExecutableModelProject",
          "org.drools.drl.parser.DrlParser",
          "org.eclipse.jdt.core.compiler.batch.BatchCompiler"
        }) {
      assertThatThrownBy(() -> Class.forName(compiler)).isInstanceOf(ClassNotFoundException.class);
    }
    assertThat(RuleNames.all()).isNotEmpty();
  }

  @SuppressWarnings("unused")
  private static final class Planted {
    private KieBase rules;
    private com.tngtech.archunit.lang.ArchRule foreign;

    long now() {
      return System.nanoTime();
    }
  }
}
