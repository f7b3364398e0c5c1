package io.hawser.probe.architecture;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens sockets and files, to be caught.
final class PlantedSocket {
  void socket() throws IOException {
    new DatagramSocket().close();
  }

  void channel() throws IOException {
    DatagramChannel.open().close();
  }

  boolean file() {
    return Files.exists(Path.of("."));
  }
}
