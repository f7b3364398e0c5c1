package io.hawser.policy;

import java.util.Arrays;
import java.util.List;

/// How a link that is full treats a class of traffic, first to last; what RFC 4594 calls a service
/// class, in as many kinds as people keep apart.
public enum QueueClass {
  /// Before everything else, within its guarantee: calls and what steers machines.
  REAL_TIME("real-time", new QueueShare(8, 30, 100)),
  /// Somebody waits for each answer.
  INTERACTIVE("interactive", new QueueShare(8, 20, 100)),
  /// What is not named otherwise.
  BUSINESS("business", new QueueShare(8, 25, 100)),
  /// Large transfers, which nobody watches.
  BULK("bulk", new QueueShare(3, 10, 100)),
  /// What is left over (RFC 8622's lower effort).
  SCAVENGER("scavenger", new QueueShare(1, 0, 100));

  /// The words of the policy document, in order.
  public static final List<String> WORDS = Arrays.stream(values()).map(QueueClass::word).toList();

  private final String word;
  private final QueueShare share;

  QueueClass(String word, QueueShare share) {
    this.word = word;
    this.share = share;
  }

  /// Of a class of traffic that does not name its own.
  static QueueClass usual(boolean realTime) {
    return realTime ? REAL_TIME : BUSINESS;
  }

  /// The word of the policy document.
  public String word() {
    return word;
  }

  /// Its part of a full link where the policy does not set one.
  public QueueShare share() {
    return share;
  }
}
