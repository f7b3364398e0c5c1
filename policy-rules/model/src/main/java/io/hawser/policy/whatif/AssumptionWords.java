package io.hawser.policy.whatif;

import io.hawser.policy.NearestWord;
import io.hawser.policy.PathCondition;
import io.hawser.policy.whatif.Effect.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads assumptions, one word after the other.
final class AssumptionWords {
  private static final List<String> SUBJECTS = List.of("link", "path", "peer");
  private static final List<String> EFFECTS = List.of("down", "up", "loss", "delay", "jitter");

  private static final Pattern SHARE = Pattern.compile("([+-]?)(\\d{1,3}(?:\\.\\d{1,4})?)%");
  private static final Pattern TIME = Pattern.compile("([+-]?)(\\d{1,5}(?:\\.\\d{1,3})?)(ms|s)");
  private static final BigDecimal PPM_PER_PERCENT = BigDecimal.valueOf(10_000);
  private static final BigDecimal US_PER_MS = BigDecimal.valueOf(1_000);
  private static final BigDecimal US_PER_SECOND = BigDecimal.valueOf(1_000_000);

  /// As of a policy's limits.
  private static final long LONGEST_US = 60_000_000;

  private final List<String> words;
  private int next;

  AssumptionWords(List<String> words) {
    this.words = words;
  }

  List<Assumption> read() {
    List<Assumption> parts = new ArrayList<>();
    while (next < words.size()) {
      parts.add(assumption());
    }
    return parts;
  }

  private Assumption assumption() {
    int first = next;
    Subject subject = subject();
    List<Effect> effects = new ArrayList<>();
    while (next < words.size() && EFFECTS.contains(words.get(next))) {
      effects.add(effect());
    }
    if (effects.isEmpty()) {
      String about = String.join(" ", words.subList(first, next));
      throw refused(about, wordOrNothing(), NearestWord.expected(wordOrNothing(), EFFECTS));
    }
    return new Assumption(subject, effects);
  }

  private Subject subject() {
    String kind = word("what-if", NearestWord.expected(wordOrNothing(), SUBJECTS));
    return switch (kind) {
      case "link" -> new Subject.Link(word("link", "its name"));
      case "path" -> new Subject.Path(word("path", "its id, as mpls>hq/mpls"));
      case "peer" -> peer(word("peer", "its name"));
      default -> throw refused("what-if", kind, NearestWord.expected(kind, SUBJECTS));
    };
  }

  /// A link that follows with an effect of its own after its name is the peer's.
  private Subject peer(String name) {
    if (!wordOrNothing().equals("link")) {
      return new Subject.Peer(name);
    }
    next++;
    return new Subject.PeerLink(name, word("peer " + name + ": link", "its name"));
  }

  private Effect effect() {
    String kind = words.get(next++);
    return switch (kind) {
      case "down" -> new Effect.Is(PathCondition.DOWN);
      case "up" -> new Effect.Is(PathCondition.UP);
      case "loss" -> loss();
      case "delay" -> time(Quantity.DELAY, "delay");
      case "jitter" -> time(Quantity.JITTER, "jitter");
      default -> throw new IllegalStateException("effect: " + kind + " (expected: a known one)");
    };
  }

  private Effect loss() {
    String expected = "0% to 100%, or +1% for more and -1% for less than now";
    String text = word("loss", expected);
    Matcher share = SHARE.matcher(text);
    if (!share.matches()) {
      throw refused("loss", text, expected);
    }
    long ppm = whole(share.group(2), PPM_PER_PERCENT);
    if (ppm > Facts.ALL_LOST_PPM) {
      throw refused("loss", text, expected);
    }
    return measures(Quantity.LOSS, share.group(1), ppm);
  }

  private Effect time(Quantity quantity, String name) {
    String expected = "0ms to 60s, or +50ms for more and -50ms for less than now";
    String text = word(name, expected);
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw refused(name, text, expected);
    }
    long us = whole(time.group(2), time.group(3).equals("s") ? US_PER_SECOND : US_PER_MS);
    if (us > LONGEST_US) {
      throw refused(name, text, expected);
    }
    return measures(quantity, time.group(1), us);
  }

  private static Effect measures(Quantity quantity, String sign, long amount) {
    return new Effect.Measures(quantity, !sign.isEmpty(), sign.equals("-") ? -amount : amount);
  }

  private static long whole(String number, BigDecimal unit) {
    return new BigDecimal(number).multiply(unit).setScale(0, RoundingMode.HALF_UP).longValue();
  }

  private String word(String what, String expected) {
    if (next == words.size()) {
      throw refused(what, "", expected);
    }
    return words.get(next++);
  }

  private String wordOrNothing() {
    return next < words.size() ? words.get(next) : "";
  }

  private static IllegalArgumentException refused(String what, String word, String expected) {
    return new IllegalArgumentException(
        what + ": " + (word.isEmpty() ? "nothing" : word) + " (expected: " + expected + ")");
  }
}
