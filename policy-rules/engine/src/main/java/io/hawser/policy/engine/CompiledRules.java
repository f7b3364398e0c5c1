package io.hawser.policy.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;

/// The rules of `steering.drl` as the build compiled them into classes. No rule is parsed or
/// compiled while the product runs, and none can be loaded from anywhere else.
final class CompiledRules {
  /// Written by the build: the name of the class that holds the model.
  private static final String INDEX = "steering.model";

  private CompiledRules() {}

  static KieBase load() {
    try {
      Class<?> model = Class.forName(modelClassName());
      return KieBaseBuilder.createKieBaseFromModel(
          (Model) model.getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "rules: unusable (expected: the classes that the build compiles)", e);
    }
  }

  private static String modelClassName() {
    try (InputStream index = CompiledRules.class.getResourceAsStream(INDEX)) {
      if (index == null) {
        throw new IllegalStateException(
            "rules: none (expected: " + INDEX + ", made by the build in process-classes)");
      }
      return new String(index.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
