package io.hawser.orchestrator.company;

/// A WAN link of a site.
///
/// @param number stays with the link's name for as long as the site has it, so that taking another
///   link away moves no UDP port under running paths
/// @param transport the network that it reaches; paths form within one transport
/// @param behindNat cannot be reached first
/// @param upBps 0: unknown
/// @param downBps 0: unknown
/// @param mtu outer IP MTU in bytes, 0: the device's own
public record WanLink(
    int number,
    String name,
    String device,
    String transport,
    boolean metered,
    boolean backup,
    boolean behindNat,
    long upBps,
    long downBps,
    int mtu) {
  /// Links of one site.
  public static final int MAX_LINKS = 16;

  /// UDP port of link 0; WireGuard's customary one.
  public static final int FIRST_PORT = 51_820;

  /// Least IPv6 MTU (RFC 8200, section 5).
  private static final int MIN_MTU = 1280;

  private static final int MAX_MTU = 9216;

  public WanLink {
    Names.label("link", name);
    Names.device(name + ".device", device);
    Names.label(name + ".transport", transport);
    if (number < 0 || number >= MAX_LINKS) {
      throw RefusedException.invalid(
          "links: " + (number + 1) + " (expected: at most " + MAX_LINKS + " a site)");
    }
    if (upBps < 0 || downBps < 0) {
      throw RefusedException.invalid(
          name + ".up-mbps, down-mbps: negative (expected: 0, unknown, or more)");
    }
    if (mtu != 0 && (mtu < MIN_MTU || mtu > MAX_MTU)) {
      throw RefusedException.invalid(
          name
              + ".mtu: "
              + mtu
              + " (expected: 0, the device's own, or "
              + MIN_MTU
              + " to "
              + MAX_MTU
              + ")");
    }
  }

  public int listenPort() {
    return FIRST_PORT + number;
  }

  public WanLink numbered(int newNumber) {
    return new WanLink(
        newNumber, name, device, transport, metered, backup, behindNat, upBps, downBps, mtu);
  }
}
