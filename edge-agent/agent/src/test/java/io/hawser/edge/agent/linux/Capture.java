package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Every frame that passes a device, in and out, from an AF_PACKET socket.
final class Capture implements AutoCloseable {
  private static final short ETH_P_ALL_BIG_ENDIAN = 0x0300;
  private static final int FRAME_LENGTH = 65536;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment frame = arena.allocate(FRAME_LENGTH, 8);
  private final int fd;

  private Capture(int deviceIndex) {
    fd =
        LinuxException.check(
            Libc.socket(
                Abi.AF_PACKET, Abi.SOCK_RAW | Abi.O_NONBLOCK | Abi.O_CLOEXEC, ETH_P_ALL_BIG_ENDIAN),
            "capture",
            "socket");
    // struct sockaddr_ll { u16 family; u16 protocol; int index; … 20 bytes }
    MemorySegment address = arena.allocate(20, 4);
    address.set(JAVA_SHORT, 0, (short) Abi.AF_PACKET);
    address.set(JAVA_SHORT, 2, ETH_P_ALL_BIG_ENDIAN);
    address.set(JAVA_INT, 4, deviceIndex);
    LinuxException.check(Libc.bind(fd, address), "capture", "bind");
  }

  static Capture on(Namespace namespace, String device) throws Exception {
    return namespace.call(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher()) {
            return new Capture(watcher.current().find(device).orElseThrow().index());
          }
        });
  }

  /// What passed since the last call.
  List<String> frames() {
    List<String> frames = new ArrayList<>();
    while (true) {
      int length = Libc.recv(fd, frame, 0, FRAME_LENGTH);
      if (length < 0) {
        return frames;
      }
      frames.add(
          new String(
              frame.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE),
              StandardCharsets.ISO_8859_1));
    }
  }

  /// How many of the frames since the last call contain `text`.
  long count(String text) {
    return count(frames(), text);
  }

  static long count(List<String> frames, String text) {
    return frames.stream().filter(frame -> frame.contains(text)).count();
  }

  @Override
  public void close() {
    Libc.close(fd);
    arena.close();
  }
}
