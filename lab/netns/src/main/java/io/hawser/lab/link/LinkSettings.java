package io.hawser.lab.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A wire: both directions, and the carrier that the edge sees.
///
/// @param up from the edge (or host) towards the transport
/// @param down from the transport towards the edge
/// @param carrierUp whether the edge's device has a carrier
public record LinkSettings(DirectionSettings up, DirectionSettings down, boolean carrierUp) {
  public static final LinkSettings PERFECT =
      new LinkSettings(DirectionSettings.PERFECT, DirectionSettings.PERFECT, true);

  /// These settings with `key=value` words applied in order; `up.` or `down.` before a key means
  /// one direction only.
  public LinkSettings with(List<String> words) {
    LinkSettings settings = this;
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new LinkSettingException("word: " + word + " (expected: key=value)");
      }
      settings = settings.with(word.substring(0, equals), word.substring(equals + 1));
    }
    return settings;
  }

  /// These settings with one key changed.
  public LinkSettings with(String key, String value) {
    boolean onlyUp = key.startsWith("up.");
    boolean onlyDown = key.startsWith("down.");
    String word = onlyUp || onlyDown ? key.substring(key.indexOf('.') + 1) : key;
    LinkKey known = LinkKey.of(word).orElseThrow(() -> unknown(word));
    if (!known.perDirection()) {
      if (onlyUp || onlyDown) {
        throw LinkSettingException.wrong("key", key, known.word() + ", which is of the whole link");
      }
      return withWhole(known, value);
    }
    return new LinkSettings(
        onlyDown ? up : up.with(known, value), onlyUp ? down : down.with(known, value), carrierUp);
  }

  /// The words that make these settings out of [#PERFECT].
  public List<String> words() {
    List<String> words = new ArrayList<>();
    up.words().forEach(word -> words.add("up." + word));
    down.words().forEach(word -> words.add("down." + word));
    words.add("blackhole=" + Blackhole.of(up.blackhole(), down.blackhole()).word());
    words.add("carrier=" + (carrierUp ? "up" : "down"));
    return words;
  }

  /// What differs from a perfect wire, for people.
  public String summary() {
    List<String> different = new ArrayList<>(words());
    different.removeAll(PERFECT.words());
    return different.isEmpty() ? "perfect" : String.join(" ", different);
  }

  private LinkSettings withWhole(LinkKey key, String value) {
    return switch (key) {
      case CARRIER -> withCarrier(choice(key, value, List.of("up", "down")) == 0);
      case DOWN -> withCarrier(choice(key, value, List.of("false", "true")) == 0);
      case BLACKHOLE -> {
        List<String> names = Arrays.stream(Blackhole.values()).map(Blackhole::word).toList();
        yield withBlackhole(Blackhole.values()[choice(key, value, names)]);
      }
      default -> throw new IllegalArgumentException(key.word() + ": of a direction");
    };
  }

  private LinkSettings withCarrier(boolean on) {
    return new LinkSettings(up, down, on);
  }

  private LinkSettings withBlackhole(Blackhole hole) {
    return new LinkSettings(
        up.withBlackhole(hole.swallowsUp()), down.withBlackhole(hole.swallowsDown()), carrierUp);
  }

  private static int choice(LinkKey key, String value, List<String> choices) {
    int index = choices.indexOf(value);
    if (index < 0) {
      throw LinkSettingException.wrong(key.word(), value, "one of " + String.join(", ", choices));
    }
    return index;
  }

  private static LinkSettingException unknown(String word) {
    return LinkSettingException.wrong("key", word, Nearest.expectation(word, LinkKey.words()));
  }
}
