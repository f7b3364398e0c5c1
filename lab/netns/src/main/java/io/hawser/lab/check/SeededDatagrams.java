package io.hawser.lab.check;

import io.hawser.lab.Host;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// UDP datagrams from one host to another, compared byte by byte where they arrive: single ones of
/// many lengths, and trains of equally long ones, which edges and kernels join and cut.
///
/// A datagram may be lost (the first one that is too long for a path teaches the kernel so) and is
/// sent again then; it may not arrive changed, more often than it was sent, or overtaken.
final class SeededDatagrams implements AutoCloseable {
  /// Around powers of two, the MTU of tunnels over 1,437 and 1,500 bytes, Ethernet's, the jumbo
  /// one's; what is longer than an MTU comes as fragments.
  private static final int[] LENGTHS = {
    0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 63, 64, 65, 511, 512, 513, 999, 1308, 1309, 1310, 1328, 1329,
    1330, 1371, 1372, 1373, 1391, 1392, 1393, 1400, 1471, 1472, 1473, 2000, 2801, 8191, 8951, 8952,
    8953, 20_001, 40_000, 65_507
  };

  private static final int TRIES = 8;
  private static final int PATIENCE_MS = 250;

  /// Datagrams of a train, and payload bytes of each but the last.
  private static final int TRAIN = 320;

  /// Of the first train; below are the lengths of single datagrams.
  private static final int FIRST_NUMBER = 1 << 17;

  private static final int TRAIN_LENGTH = 1000;
  private static final int LAST_LENGTH = 333;

  /// In one message of a [SegmentingSocket].
  private static final int TOGETHER = 40;

  private final Host from;
  private final InetAddress address;
  private final long seed;
  private final DatagramSocket receiver;
  private final DatagramSocket sender;
  private final byte[] buffer = new byte[65_536];

  /// By number, how often it was sent and has not arrived.
  private final Map<Integer, Integer> underway = new HashMap<>();

  private final MessageDigest delivered = SeededStreams.sha256();

  private SeededDatagrams(Host from, Host to, InetAddress address, long seed) throws IOException {
    this.from = from;
    this.address = address;
    this.seed = seed;
    receiver = to.inNetwork(() -> new DatagramSocket(new InetSocketAddress(address, 0)));
    sender = from.inNetwork(() -> new DatagramSocket());
    receiver.setSoTimeout(PATIENCE_MS);
  }

  /// Sends all to an address of `to`; answers the hash of what arrived. Throws where that is not
  /// what was sent.
  static String send(Host from, Host to, InetAddress address, long seed) throws IOException {
    try (SeededDatagrams datagrams = new SeededDatagrams(from, to, address, seed)) {
      for (int length : LENGTHS) {
        datagrams.single(length);
      }
      datagrams.train(FIRST_NUMBER, true);
      datagrams.train(FIRST_NUMBER + TRAIN, false);
      return HexFormat.of().formatHex(datagrams.delivered.digest());
    }
  }

  private void single(int length) throws IOException {
    byte[] content = content(length);
    for (int n = 0; n < TRIES; n++) {
      send(length, content);
      while (take() instanceof Integer arrived) {
        if (arrived == length) {
          delivered.update(content);
          return;
        }
      }
    }
    throw failure("of " + length + " bytes", "none arrived in " + TRIES + " tries");
  }

  /// The whole train, in messages that the far socket's buffer holds; then what was lost, singly.
  ///
  /// @param first number of its first datagram
  /// @param joined whether the sending host gives its kernel many at once
  private void train(int first, boolean joined) throws IOException {
    List<Integer> order = new ArrayList<>();
    try (SegmentingSocket many =
        SegmentingSocket.open(from, address, receiver.getLocalPort(), TRAIN_LENGTH)) {
      for (int part = first; part < first + TRAIN; part += TOGETHER) {
        if (joined) {
          sendTogether(many, part);
        } else {
          for (int number = part; number < part + TOGETHER; number++) {
            send(number, content(number));
          }
        }
        take(order, TOGETHER);
      }
    }
    if (!order.equals(order.stream().sorted().toList())) {
      throw failure("of a train", "overtaken: " + order);
    }
    TreeSet<Integer> missing = new TreeSet<>();
    for (int number = first; number < first + TRAIN; number++) {
      missing.add(number);
      delivered.update(content(number));
    }
    order.forEach(missing::remove);
    for (int n = 0; n < TRIES && !missing.isEmpty(); n++) {
      for (int number : List.copyOf(missing)) {
        send(number, content(number));
        List<Integer> late = new ArrayList<>();
        take(late, 1);
        late.forEach(missing::remove);
      }
    }
    if (!missing.isEmpty()) {
      throw failure("of a train", "lost for good: " + missing);
    }
  }

  private void sendTogether(SegmentingSocket many, int part) {
    List<byte[]> contents = new ArrayList<>();
    for (int number = part; number < part + TOGETHER; number++) {
      contents.add(content(number));
      underway.merge(number, 1, Integer::sum);
    }
    many.send(joined(contents));
  }

  /// Takes up to `count` datagrams of a train; their numbers go to `order`.
  private void take(List<Integer> order, int count) throws IOException {
    int most = order.size() + count;
    while (order.size() < most && take() instanceof Integer number) {
      if (number >= FIRST_NUMBER) {
        order.add(number);
      }
    }
  }

  /// Takes the next datagram and compares it; answers its number, or null where none comes.
  private @Nullable Integer take() throws IOException {
    byte[] arrived = receive();
    if (arrived == null) {
      return null;
    }
    boolean ofTrain = arrived.length == TRAIN_LENGTH || arrived.length == LAST_LENGTH;
    int number = ofTrain ? ByteBuffer.wrap(arrived).getInt() : arrived.length;
    int left = underway.merge(number, -1, Integer::sum);
    if (left < 0) {
      throw failure("of " + arrived.length + " bytes", "unknown or doubled, number " + number);
    }
    byte[] expected = content(number);
    int differs = Arrays.mismatch(expected, arrived);
    if (differs >= 0) {
      throw failure("number " + number, arrived.length + " bytes, other from byte " + differs);
    }
    return number;
  }

  /// The datagram of this number: single ones have their length for it, those of trains higher
  /// ones, and bear them in front.
  private byte[] content(int number) {
    boolean single = number < FIRST_NUMBER;
    boolean last = (number - FIRST_NUMBER) % TRAIN == TRAIN - 1;
    byte[] content = new byte[single ? number : last ? LAST_LENGTH : TRAIN_LENGTH];
    new Random(seed * 31 + number).nextBytes(content);
    if (!single) {
      ByteBuffer.wrap(content).putInt(number);
    }
    return content;
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(all::put);
    return all.array();
  }

  /// By an unconnected socket: through a connected one Java sends no empty datagram.
  private void send(int number, byte[] content) throws IOException {
    underway.merge(number, 1, Integer::sum);
    sender.send(new DatagramPacket(content, content.length, receiver.getLocalSocketAddress()));
  }

  /// The next datagram, or null where none comes within the patience.
  private byte @Nullable [] receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      receiver.receive(packet);
      return Arrays.copyOf(buffer, packet.getLength());
    } catch (SocketTimeoutException none) {
      return null;
    }
  }

  private IOException failure(String what, String seen) {
    return new IOException(
        "UDP from %s to %s, a datagram %s: %s (expected: as sent, seed %d)"
            .formatted(from.name(), address.getHostAddress(), what, seen, seed));
  }

  @Override
  public void close() {
    receiver.close();
    sender.close();
  }
}
