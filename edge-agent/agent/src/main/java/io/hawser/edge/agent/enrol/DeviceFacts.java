package io.hawser.edge.agent.enrol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a box says about itself when it asks to be let in: a person recognises it by this.
public record DeviceFacts(String serial, String hostname, List<String> devices) {
  private static final List<Path> SERIAL_SOURCES =
      List.of(
          Path.of("/sys/class/dmi/id/product_serial"),
          Path.of("/sys/firmware/devicetree/base/serial-number"),
          Path.of("/etc/machine-id"));

  public DeviceFacts {
    devices = List.copyOf(devices);
  }

  /// Of this machine; `configuredSerial` wins over what the machine says.
  public static DeviceFacts ofThisMachine(@Nullable String configuredSerial) {
    String serial = configuredSerial == null ? machineSerial() : configuredSerial;
    return new DeviceFacts(serial, machineName(), machineDevices());
  }

  private static String machineSerial() {
    return SERIAL_SOURCES.stream()
        .map(DeviceFacts::firstLine)
        .filter(line -> line.matches("[A-Za-z0-9._:-]{1,64}"))
        .findFirst()
        .orElse("");
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file).replace("\0", "").strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return firstLine(Path.of("/proc/sys/kernel/hostname"));
    }
  }

  private static List<String> machineDevices() {
    try (Stream<NetworkInterface> devices = NetworkInterface.networkInterfaces()) {
      return devices.filter(DeviceFacts::isWire).map(NetworkInterface::getName).sorted().toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  private static boolean isWire(NetworkInterface device) {
    try {
      return !device.isLoopback() && !device.isPointToPoint();
    } catch (SocketException e) {
      return false;
    }
  }
}
