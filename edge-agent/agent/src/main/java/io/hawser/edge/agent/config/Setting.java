package io.hawser.edge.agent.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Documents one component of a settings record; its key in the file is the component's name in
/// `lower-dash`.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
  /// What a value looks like, with its unit.
  String form();

  /// The value in force where the key is absent, in words.
  String absent();

  /// Why the setting exists.
  String reason();
}
