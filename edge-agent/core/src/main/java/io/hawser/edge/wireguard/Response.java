package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.MessageType.INT;

import java.util.Arrays;

/// The second message of a handshake (paper, section 5.4.3). Numbers are little-endian.
///
/// ```
///   0      4        8          12          44      60     76     92
///   | type | sender | receiver | ephemeral | empty | mac1 | mac2 |
///   |  2   | index  | index    | 32        | 16    | 16   | 16   |
/// ```
///
/// `ephemeral` and `empty` are a Noise message.
final class Response {
  static final int LENGTH = 92;
  static final int MACS = LENGTH - Macs.LENGTH;

  private static final int SENDER = 4;
  private static final int RECEIVER = 8;
  private static final int NOISE = 12;

  private Response() {}

  /// A message with its macs still zero.
  static byte[] encode(int sender, int receiver, byte[] noise) {
    byte[] message = new byte[LENGTH];
    INT.set(message, 0, MessageType.RESPONSE);
    INT.set(message, SENDER, sender);
    INT.set(message, RECEIVER, receiver);
    System.arraycopy(noise, 0, message, NOISE, MACS - NOISE);
    return message;
  }

  static int sender(byte[] message) {
    return (int) INT.get(message, SENDER);
  }

  static int receiver(byte[] message) {
    return (int) INT.get(message, RECEIVER);
  }

  static byte[] noise(byte[] message) {
    return Arrays.copyOfRange(message, NOISE, MACS);
  }
}
