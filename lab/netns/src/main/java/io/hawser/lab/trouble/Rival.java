package io.hawser.lab.trouble;

import java.io.IOException;
import java.net.InetAddress;

/// One way to join a branch with headquarters over the same links as all others, both ends running.
interface Rival extends AutoCloseable {
  String name();

  /// Of the branch's host.
  InetAddress near();

  /// Of headquarters' host.
  InetAddress far();

  /// The branch's link that its traffic takes now.
  String link() throws IOException;

  /// Whether each of its links could carry.
  boolean isReady() throws IOException;

  @Override
  void close() throws IOException;
}
