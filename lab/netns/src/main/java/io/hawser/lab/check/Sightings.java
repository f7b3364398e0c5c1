package io.hawser.lab.check;

import io.hawser.lab.Capture;
import io.hawser.lab.scenario.NotMeasurableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// The packets of a [Train] in a capture: which, and when, in the order in which they passed.
///
/// Reads the file format of libpcap with nanoseconds: a header of 24 bytes; for each packet
/// seconds, nanoseconds, captured length, real length (little-endian, 32 bits each) and the frame.
record Sightings(List<Sighting> list) {
  /// @param timeNs on the kernel's wall clock
  record Sighting(int sequence, long timeNs) {}

  private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
  private static final int FILE_HEADER_LENGTH = 24;
  private static final int PACKET_HEADER_LENGTH = 16;
  private static final int SEQUENCE = 14 + 20 + 8;

  Sightings {
    list = List.copyOf(list);
  }

  /// Ends a capture of a train and reads it.
  static Sightings of(Capture capture) throws IOException, NotMeasurableException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(capture.stop())).order(ByteOrder.LITTLE_ENDIAN);
    if (capture.dropped() > 0) {
      throw new NotMeasurableException("a capture lost " + capture.dropped() + " packets");
    }
    if (file.getInt(0) != MAGIC_NANOSECONDS) {
      throw new IOException("capture: not in libpcap's format with nanoseconds");
    }
    List<Sighting> all = new ArrayList<>();
    int at = FILE_HEADER_LENGTH;
    while (at + PACKET_HEADER_LENGTH <= file.limit()) {
      long timeNs = Integer.toUnsignedLong(file.getInt(at)) * 1_000_000_000L + file.getInt(at + 4);
      int length = file.getInt(at + 8);
      int frame = at + PACKET_HEADER_LENGTH;
      if (length >= SEQUENCE + 4 && frame + length <= file.limit()) {
        all.add(new Sighting(Integer.reverseBytes(file.getInt(frame + SEQUENCE)), timeNs));
      }
      at = frame + length;
    }
    return new Sightings(all);
  }

  /// When each packet passed first, by its number; 0 if it did not.
  long[] timesNs(int packets) {
    long[] times = new long[packets];
    for (Sighting sighting : list) {
      if (times[sighting.sequence()] == 0) {
        times[sighting.sequence()] = sighting.timeNs();
      }
    }
    return times;
  }

  /// How many came after a packet with a higher number.
  int overtaken() {
    int highest = -1;
    int overtaken = 0;
    for (Sighting sighting : list) {
      overtaken += sighting.sequence() < highest ? 1 : 0;
      highest = Math.max(highest, sighting.sequence());
    }
    return overtaken;
  }
}
