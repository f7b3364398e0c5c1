package io.hawser.lab.link;

/// A link key or value that is not understood; the message names what was expected.
public final class LinkSettingException extends IllegalArgumentException {
  public LinkSettingException(String message) {
    super(message);
  }

  static LinkSettingException wrong(String key, String value, String expected) {
    return new LinkSettingException(key + ": " + value + " (expected: " + expected + ")");
  }
}
