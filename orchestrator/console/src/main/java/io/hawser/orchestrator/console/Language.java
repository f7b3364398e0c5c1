package io.hawser.orchestrator.console;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A language of the console.
public enum Language {
  EN("en", "English"),
  ZH("zh", "中文");

  private final String tag;
  private final String ownName;

  Language(String tag, String ownName) {
    this.tag = tag;
    this.ownName = ownName;
  }

  public String tag() {
    return tag;
  }

  /// What its speakers call it.
  public String ownName() {
    return ownName;
  }

  public static Optional<Language> ofTag(String tag) {
    for (Language language : values()) {
      if (language.tag.equals(tag)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  /// The first language of an Accept-Language header (RFC 9110, section 12.5.4) that we have, else
  /// English.
  public static Language preferred(String acceptLanguage) {
    try {
      return Locale.LanguageRange.parse(acceptLanguage).stream()
          .filter(range -> range.getWeight() > 0)
          .flatMap(range -> ofTag(primary(range)).stream())
          .findFirst()
          .orElse(EN);
    } catch (IllegalArgumentException malformed) {
      return EN;
    }
  }

  private static String primary(Locale.LanguageRange range) {
    return List.of(range.getRange().split("-", 2)).getFirst();
  }
}
