package io.hawser.edge.agent.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// IPv4 or IPv6, outside.
public enum IpFamily {
  V4(Abi.AF_INET, "-4", 32),
  V6(Abi.AF_INET6, "-6", 128);

  final int number;

  /// The option by which `ip` is told.
  final String option;

  final int addressBits;

  IpFamily(int number, String option, int addressBits) {
    this.number = number;
    this.option = option;
    this.addressBits = addressBits;
  }

  public static IpFamily of(InetAddress address) {
    return address instanceof Inet4Address ? V4 : V6;
  }

  /// Of a prefix in text: "10.0.0.0/8", "fd00::/8".
  static IpFamily ofText(String prefix) {
    return prefix.indexOf(':') < 0 ? V4 : V6;
  }

  /// False only for IPv6 on a kernel that was started without it.
  public boolean available() {
    return this == V4 || Files.exists(Path.of("/proc/sys/net/ipv6"));
  }
}
