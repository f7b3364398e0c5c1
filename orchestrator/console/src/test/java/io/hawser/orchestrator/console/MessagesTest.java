package io.hawser.orchestrator.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final Pattern USE =
      Pattern.compile("\\bt\\((?:forced \\? )?\"([a-z0-9.-]*[a-z0-9-])\"");
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");

  @Test
  void everyLanguageHasTheSameKeys() {
    assertThat(Messages.keys(Language.ZH)).isEqualTo(Messages.keys(Language.EN));
  }

  @Test
  void everyLanguageFillsTheSamePlaces() {
    for (String key : Messages.keys(Language.EN)) {
      assertThat(places(Messages.text(Language.ZH, key)))
          .as(key)
          .isEqualTo(places(Messages.text(Language.EN, key)));
    }
  }

  @Test
  void noTextIsEmptyAndNoChineseTextIsStillEnglish() {
    Set<String> spared = Set.of("language.name");
    for (String key : Messages.keys(Language.EN)) {
      assertThat(Messages.text(Language.EN, key)).as(key).isNotBlank();
      assertThat(Messages.text(Language.ZH, key)).as(key).isNotBlank();
      if (!spared.contains(key)) {
        assertThat(Messages.text(Language.ZH, key)).as(key).containsPattern("\\p{IsHan}");
      }
    }
  }

  @Test
  void everyKeyThatATemplateNamesExists() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String root : new String[] {"src/main/jte", "src/main/java"}) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Matcher use = USE.matcher(Files.readString(file));
          while (use.find()) {
            named.add(use.group(1));
          }
        }
      }
    }
    assertThat(named).hasSizeGreaterThan(100);
    assertThat(Messages.keys(Language.EN)).containsAll(named);
  }

  @Test
  void everyStateAndVerdictHasAWord() {
    for (PathState state : PathState.values()) {
      assertThat(Messages.keys(Language.EN)).contains("state." + state.word());
    }
    for (EdgeStanding standing : EdgeStanding.values()) {
      assertThat(Messages.keys(Language.EN)).contains("edge.state." + standing.word());
    }
    for (Health.Verdict verdict : Health.Verdict.values()) {
      assertThat(Messages.keys(Language.EN)).contains("verdict." + verdict.word());
    }
  }

  @Test
  void aQueueThatIsNotKnownKeepsItsWord() {
    Page page = Sample.page(Language.ZH);
    for (String name : List.of("real-time", "interactive", "business", "bulk", "scavenger")) {
      assertThat(page.queue(name)).as(name).containsPattern("\\p{IsHan}");
    }
    assertThat(page.queue("novel")).isEqualTo("novel");
  }

  @Test
  void theFirstLanguageThatWeHaveIsTaken() {
    assertThat(Language.preferred("zh-CN,zh;q=0.9,en;q=0.8")).isEqualTo(Language.ZH);
    assertThat(Language.preferred("fr-FR, en;q=0.5, zh;q=0.4")).isEqualTo(Language.EN);
    assertThat(Language.preferred("zh;q=0, en")).isEqualTo(Language.EN);
    assertThat(Language.preferred("de")).isEqualTo(Language.EN);
    assertThat(Language.preferred(";;;q=nonsense")).isEqualTo(Language.EN);
    assertThat(Language.preferred("")).isEqualTo(Language.EN);
  }

  private static Set<String> places(String text) {
    Set<String> places = new TreeSet<>();
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      places.add(place.group());
    }
    return places;
  }
}
