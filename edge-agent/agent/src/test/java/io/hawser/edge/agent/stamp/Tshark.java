package io.hawser.edge.agent.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Wireshark's opinion of our packets.
final class Tshark {
  private static final Path PROGRAM = Path.of("/usr/bin/tshark");

  /// `EXPERT_SEVERITY_NOTE` of epan/proto.h; above are warnings and errors.
  private static final String COMPLAINT =
      "_ws.malformed || _ws.short || _ws.expert.severity > 0x00400000";

  private static final int STAMP_PORT = 862;
  private static final long LIMIT_SECONDS = 60;

  private final Path file;

  private Tshark(Path file) {
    this.file = file;
  }

  /// Skips the test where the program is missing: `lab/run test` installs it, from distributions
  /// that have it.
  static void require() {
    assumeThat(PROGRAM).as("not run: needs 'apt-get install tshark'").isExecutable();
  }

  static Tshark reading(Path capture) {
    return new Tshark(capture);
  }

  /// Of datagrams from and to the reflector's port.
  static Tshark reading(Path directory, List<byte[]> requests, List<byte[]> replies)
      throws IOException {
    Path file = Files.createTempFile(directory, "stamp", ".pcap");
    try (OutputStream out = Files.newOutputStream(file)) {
      // https://www.tcpdump.org/manpages/pcap-savefile.5.html; 101: raw IP.
      out.write(
          ByteBuffer.allocate(24)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(0xa1b2c3d4)
              .putShort((short) 2)
              .putShort((short) 4)
              .putInt(0)
              .putInt(0)
              .putInt(65_535)
              .putInt(101)
              .array());
      for (byte[] request : requests) {
        out.write(record(request, 40_000, STAMP_PORT));
      }
      for (byte[] reply : replies) {
        out.write(record(reply, STAMP_PORT, 40_000));
      }
    }
    return new Tshark(file);
  }

  private static byte[] record(byte[] payload, int from, int to) {
    int length = 28 + payload.length;
    ByteBuffer bytes = ByteBuffer.allocate(16 + length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0).putInt(0).putInt(length).putInt(length);
    bytes.order(ByteOrder.BIG_ENDIAN);
    int ip = bytes.position();
    bytes.putShort((short) 0x4500).putShort((short) length).putInt(0);
    bytes.put((byte) 255).put((byte) 17).putShort((short) 0);
    bytes.put(new byte[] {(byte) 192, 0, 2, 9}).put(new byte[] {(byte) 198, 51, 100, 2});
    int sum = 0;
    for (int at = ip; at < ip + 20; at += 2) {
      sum += bytes.getShort(at) & 0xFFFF;
    }
    bytes.putShort(ip + 10, (short) ~((sum & 0xFFFF) + (sum >> 16)));
    bytes.putShort((short) from).putShort((short) to);
    bytes.putShort((short) (8 + payload.length)).putShort((short) 0);
    return bytes.put(payload).array();
  }

  /// Each packet that it complains of.
  List<String> complaints() throws Exception {
    return run("-Y", COMPLAINT);
  }

  /// These fields of each STAMP packet, with tabs between them. It reads a sender's packet as if it
  /// were a reflector's, whose further fields are zero.
  List<String> fields(String... fields) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-Y", "twamp.test", "-T", "fields", "-E", "occurrence=f"));
    for (String field : fields) {
      arguments.add("-e");
      arguments.add(field);
    }
    return run(arguments.toArray(String[]::new));
  }

  private List<String> run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "-n",
                "-r",
                file.toString(),
                "-d",
                "udp.port==" + STAMP_PORT + ",twamp.test"));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile(file.toAbsolutePath().getParent(), "tshark", ".err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", Files.readString(errors)).isZero();
    return out.lines().toList();
  }
}
