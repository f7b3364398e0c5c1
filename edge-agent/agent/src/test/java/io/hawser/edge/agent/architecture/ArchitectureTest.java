package io.hawser.edge.agent.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the agent may not know. Each rule is also shown to catch a planted violation.
class ArchitectureTest {
  private static final JavaClasses AGENT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.hawser.edge.agent");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("io.hawser.edge.agent.architecture");

  private static final ArchRule KNOWS_ONLY_THE_ORCHESTRATORS_API =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.hawser.orchestrator..")
                  .and(not(resideInAPackage("io.hawser.orchestrator.api.."))))
          .because("the two share nothing but the API");

  private static final ArchRule COMMANDS_ARE_LIGHT =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage("io.hawser.edge.agent..cli..", "io.hawser.edge.agent..local..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.netty..",
                  "io.grpc..",
                  "com.google.protobuf..",
                  "org.drools..",
                  "org.kie..",
                  "io.hawser.orchestrator..",
                  "io.hawser.policy..",
                  "io.hawser.edge.control..",
                  "io.hawser.edge.crypto..",
                  "io.hawser.edge.dataplane..",
                  "io.hawser.edge.overlay..",
                  "io.hawser.edge.packet..",
                  "io.hawser.edge.path..",
                  "io.hawser.edge.steer..",
                  "io.hawser.edge.wireguard.."))
          .because("a command answers in a fraction of a second");

  @Test
  void knowsNothingOfTheOrchestratorButItsApi() {
    KNOWS_ONLY_THE_ORCHESTRATORS_API.check(AGENT);
    assertThat(caught(KNOWS_ONLY_THE_ORCHESTRATORS_API))
        .anyMatch(line -> line.contains("PlantedOrchestratorUser"));
  }

  @Test
  void commandsSeeNothingHeavy() {
    COMMANDS_ARE_LIGHT.check(AGENT);
    for (String heavy : List.of("io.netty.", "io.grpc.", "org.kie.", "io.hawser.edge.crypto.")) {
      assertThat(caught(COMMANDS_ARE_LIGHT))
          .as(heavy)
          .anyMatch(line -> line.contains("PlantedCommand") && line.contains(heavy));
    }
  }

  private static List<String> caught(ArchRule rule) {
    return rule.evaluate(PLANTED).getFailureReport().getDetails();
  }
}
