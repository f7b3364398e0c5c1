package io.hawser.lab.bonding;

/// How the policy of the scenario treats what goes to a port.
final class Way {
  /// All links carry each flow.
  static final int BOND = 5_201;

  /// Each flow has one of the links.
  static final int BALANCE = 5_211;

  /// Where no policy has a say: between the edges' machines, outside of the tunnel.
  static final int OUTSIDE = 5_301;

  private static final int ALONE = 5_221;

  private Way() {}

  /// One link carries it alone.
  static int alone(int member) {
    return ALONE + member;
  }
}
