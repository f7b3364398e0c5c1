package io.hawser.lab.check;

import io.hawser.lab.Host;
import io.hawser.lab.scenario.Beside;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/// A TCP stream of pseudo-random bytes, written in pieces of random lengths and hashed at the far
/// end.
final class SeededStreams {
  private static final int LIMIT_MS = 30_000;
  private static final int LONGEST_PIECE = 70_000;

  private SeededStreams() {}

  /// Sends `length` bytes to an address of `to`; answers the hash of what arrived. Throws where
  /// that is not what was sent.
  static String send(Host from, Host to, InetAddress address, long seed, int length)
      throws IOException {
    try (ServerSocket server = to.inNetwork(() -> new ServerSocket(0, 1, address));
        Socket sender = from.inNetwork(() -> connected(address, server.getLocalPort()))) {
      server.setSoTimeout(LIMIT_MS);
      try (Socket receiver = server.accept()) {
        receiver.setSoTimeout(LIMIT_MS);
        Beside<String> writing = Beside.start(() -> write(sender, seed, length));
        String arrived = hashOf(receiver.getInputStream());
        String sent = writing.result();
        if (!arrived.equals(sent)) {
          throw new IOException(
              "a hash of %s (expected: %s, seed %d)".formatted(arrived, sent, seed));
        }
        return arrived;
      }
    } catch (IOException failed) {
      throw new IOException(
          "TCP from %s to %s: %s".formatted(from.name(), address.getHostAddress(), failed), failed);
    }
  }

  private static Socket connected(InetAddress address, int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(address, port), LIMIT_MS);
    return socket;
  }

  private static String write(Socket sender, long seed, int length) throws IOException {
    Random random = new Random(seed);
    MessageDigest hash = sha256();
    OutputStream out = sender.getOutputStream();
    for (int left = length; left > 0; ) {
      byte[] piece = new byte[Math.min(left, 1 + random.nextInt(LONGEST_PIECE))];
      random.nextBytes(piece);
      hash.update(piece);
      out.write(piece);
      left -= piece.length;
    }
    sender.shutdownOutput();
    return HexFormat.of().formatHex(hash.digest());
  }

  private static String hashOf(InputStream in) throws IOException {
    MessageDigest hash = sha256();
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      hash.update(buffer, 0, read);
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
