package io.hawser.edge.agent.linux;

/// A WAN link as the kernel is to know it: its number decides its mark and its routing table.
///
/// @param number 0 to 63, unique within the edge and the same for as long as the link exists
/// @param name "broadband", for people
/// @param device kernel interface, "wan0"; it may come and go
public record WanLink(int number, String name, String device) {
  static final int MAX_NUMBER = 63;

  /// "HW" in ASCII, so that a mark found in a packet dump is recognised; the low half is the
  /// number.
  private static final int MARK_BASE = 0x4857_0000;

  private static final int TABLE_BASE = 4200;

  public WanLink {
    if (number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException(
          "number: " + number + " (expected: 0 to " + MAX_NUMBER + ")");
    }
    if (!isDeviceName(device)) {
      throw new IllegalArgumentException(
          "device: '" + device + "' (expected: 1 to 15 letters, digits or . _ @ -)");
    }
  }

  /// The mark on every packet that the edge itself sends by this link.
  public int mark() {
    return MARK_BASE + number;
  }

  /// The link's own routing table.
  public int table() {
    return TABLE_BASE + number;
  }

  /// The kernel allows more; what would need quoting in a command or a rule set is refused.
  static boolean isDeviceName(String name) {
    return name.matches("[A-Za-z0-9._@-]{1,15}") && !name.equals(".") && !name.equals("..");
  }
}
