package io.hawser.edge.agent.linux;

import java.net.InetAddress;

/// An address of a device, with the length of the prefix that is on its link.
public record DeviceAddress(InetAddress address, int prefixLength) {
  public IpFamily family() {
    return IpFamily.of(address);
  }

  /// False for link-local and loopback addresses.
  public boolean isGlobal() {
    return !address.isLinkLocalAddress() && !address.isLoopbackAddress();
  }

  /// True where nothing else shares its prefix.
  boolean isHost() {
    return prefixLength == family().addressBits;
  }

  /// The network of the address, "198.51.100.0/24".
  public String network() {
    byte[] bytes = address.getAddress();
    for (int bit = prefixLength; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
    }
    return AddressText.of(bytes) + "/" + prefixLength;
  }

  @Override
  public String toString() {
    return AddressText.of(address.getAddress()) + "/" + prefixLength;
  }
}
