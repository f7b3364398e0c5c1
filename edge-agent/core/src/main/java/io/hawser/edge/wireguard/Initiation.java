package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.MessageType.INT;

import java.util.Arrays;

/// The first message of a handshake (paper, section 5.4.2). Numbers are little-endian.
///
/// ```
///   0      4      8           40            88          116     132     148
///   | type | sender | ephemeral | static      | timestamp | mac1  | mac2  |
///   |  1   | index  | 32        | 32 + 16 tag | 12 + 16   | 16    | 16    |
/// ```
///
/// From `ephemeral` to `timestamp` it is a Noise message.
final class Initiation {
  static final int LENGTH = 148;
  static final int MACS = LENGTH - Macs.LENGTH;

  private static final int SENDER = 4;
  private static final int NOISE = 8;

  private Initiation() {}

  /// A message with its macs still zero.
  static byte[] encode(int sender, byte[] noise) {
    byte[] message = new byte[LENGTH];
    INT.set(message, 0, MessageType.INITIATION);
    INT.set(message, SENDER, sender);
    System.arraycopy(noise, 0, message, NOISE, MACS - NOISE);
    return message;
  }

  static int sender(byte[] message) {
    return (int) INT.get(message, SENDER);
  }

  static byte[] noise(byte[] message) {
    return Arrays.copyOfRange(message, NOISE, MACS);
  }
}
