package io.hawser.probe.session;

import java.util.Locale;

/// Why a reflector did not answer. The words of `hawser drops`.
public enum StampDrop {
  // In the order in which the reflector asks.
  TOO_SHORT("no STAMP packet of the configured mode, or one whose answer would be longer"),
  TOO_LONG("longer than the reflector's buffer"),
  LOOPING_PORT("from a well-known port or the reflector's own: the answer might be answered"),
  REPLY("the answer of another reflector: this one's might be answered too"),
  NOT_A_PEER("from an address that is not among the reflector's peers"),
  NOT_AUTHENTIC("its HMAC is wrong"),
  SOURCE_RATE("more requests than the reflector answers to one source"),
  SOURCES_FULL("more busy sources than the reflector keeps account of"),
  OVERALL_RATE("more requests than the reflector answers to all peers together"),
  SESSIONS_FULL("more sessions at a time than the reflector counts for, of one source or of all"),
  SEND_REFUSED("the kernel did not take the answer");

  private final String meaning;
  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  StampDrop(String meaning) {
    this.meaning = meaning;
  }

  public String word() {
    return word;
  }

  /// One line for people.
  public String meaning() {
    return meaning;
  }
}
