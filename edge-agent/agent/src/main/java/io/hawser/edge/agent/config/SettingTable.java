package io.hawser.edge.agent.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/// The keys of a settings record, and their documentation as a Markdown table.
final class SettingTable {
  static List<String> keys(Class<? extends Record> settings) {
    return components(settings).stream().map(SettingTable::key).toList();
  }

  static String markdown(Class<? extends Record> settings) {
    return components(settings).stream()
        .map(SettingTable::row)
        .collect(
            Collectors.joining("", "| key | value | if absent | why |\n|---|---|---|---|\n", ""));
  }

  private static String row(RecordComponent component) {
    Setting setting = Objects.requireNonNull(component.getAnnotation(Setting.class));
    return "| `%s` | %s | %s | %s |\n"
        .formatted(key(component), setting.form(), setting.absent(), setting.reason());
  }

  private static List<RecordComponent> components(Class<? extends Record> settings) {
    return Arrays.asList(settings.getRecordComponents());
  }

  private static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private SettingTable() {}
}
