package io.hawser.lab.link;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The keys of a link; the table in the module's README is rendered from here.
public enum LinkKey {
  RATE("rate", "10mbit, 512kbit, unlimited", "unlimited", "bits of IP packets per second"),
  TRACE(
      "trace",
      "a file, none",
      "none",
      "recorded cellular trace in place of the rate: each line is a millisecond at which one"
          + " 1,504-byte packet can leave; the file repeats"),
  DELAY("delay", "12ms", "0ms", "time on the way, after the bottleneck"),
  JITTER("jitter", "3ms", "0ms", "standard deviation of the delay; wanders slowly, never reorders"),
  SPREAD(
      "spread",
      "170ms",
      "0ms",
      "each delay is by 0 to this longer, evenly, another every 61 ms; never reorders. Jitter by RFC"
          + " 3550 of probes 100 ms apart is a quarter of it"),
  LOSS("loss", "0.5%, 200ppm", "0%", "mean share of packets lost after the bottleneck"),
  BURST("burst", "4", "1", "mean packets lost in a row (Gilbert-Elliott); 1: independent losses"),
  LOSS_OVER("loss-over", "600", "0", "only IP packets longer than so many bytes are lost"),
  REORDER("reorder", "1%", "0%", "share of packets held back and so overtaken"),
  REORDER_BY("reorder-by", "10ms", "10ms", "how long they are held back"),
  DUPLICATE("duplicate", "0.1%", "0%", "share of packets that arrive twice"),
  FQ_CODEL(
      "fq-codel",
      "18mbit, none",
      "none",
      "rate of a router before the queue, whose own is FQ-CoDel (RFC 8290)"),
  QUEUE("queue", "100ms, 64kb, 50p", "100ms", "what may wait before the bottleneck (drop-tail)"),
  MTU("mtu", "1400", "1500", "largest IP packet that passes, bytes; larger ones vanish silently"),
  BLACKHOLE("blackhole", "none, out, in, both", "none", "swallows everything, carrier stays up"),
  CARRIER("carrier", "up, down", "up", "the carrier that the edge's device sees"),
  DOWN("down", "true, false", "false", "another way to say carrier=down");

  private final String word;
  private final String example;
  private final String standard;
  private final String meaning;

  LinkKey(String word, String example, String standard, String meaning) {
    this.word = word;
    this.example = example;
    this.standard = standard;
    this.meaning = meaning;
  }

  /// As typed.
  public String word() {
    return word;
  }

  /// Whether `up.` and `down.` may stand before it.
  boolean perDirection() {
    return this != BLACKHOLE && this != CARRIER && this != DOWN;
  }

  static Optional<LinkKey> of(String word) {
    return Arrays.stream(values()).filter(key -> key.word.equals(word)).findFirst();
  }

  /// All keys as typed.
  public static List<String> words() {
    return Arrays.stream(values()).map(LinkKey::word).toList();
  }

  /// The table of keys for the README.
  public static String table() {
    StringBuilder table =
        new StringBuilder("| key | values | default | meaning |\n|---|---|---|---|\n");
    for (LinkKey key : values()) {
      table.append(
          "| `%s`%s | `%s` | `%s` | %s |\n"
              .formatted(
                  key.word,
                  key.perDirection() ? " ↕" : "",
                  key.example.replace(", ", "`, `"),
                  key.standard,
                  key.meaning));
    }
    return table.toString();
  }
}
