package io.hawser.orchestrator.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/// The console's words. Every language has every key (a test says so), so a missing one is a defect
/// here.
final class Messages {
  private static final Map<Language, Properties> WORDS = load();

  private Messages() {}

  private static Map<Language, Properties> load() {
    Map<Language, Properties> words = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      words.put(language, read("messages_" + language.tag() + ".properties"));
    }
    return Collections.unmodifiableMap(words);
  }

  private static Properties read(String name) {
    Properties properties = new Properties();
    try (InputStream in = Messages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + ": missing (expected: in this package)");
      }
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  private static Properties words(Language language) {
    return Objects.requireNonNull(WORDS.get(language));
  }

  static Set<String> keys(Language language) {
    return new TreeSet<>(words(language).stringPropertyNames());
  }

  /// The text of `key`, `{0}`, `{1}`, … replaced by `values`.
  static String text(Language language, String key, Object... values) {
    String text = words(language).getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("message: " + key + " (expected: a key of the bundles)");
    }
    for (int i = 0; i < values.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(values[i]));
    }
    return text;
  }
}
