package io.hawser.lab.trouble;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// A tunnel over the MPLS with static routes: nothing steers.
final class StaticRival implements Rival {
  private static final String LINK = "mpls";
  private static final int NETWORK = 97;

  private final StockTunnels tunnels;

  private StaticRival(StockTunnels tunnels) {
    this.tunnels = tunnels;
  }

  static StaticRival start(Branch branch) throws IOException {
    StockTunnels tunnels = StockTunnels.start(branch, NETWORK, List.of(LINK));
    for (int end = 0; end < 2; end++) {
      StockTunnels.ip(
          tunnels.machine(end),
          "route replace " + tunnels.lan(1 - end) + " dev " + tunnels.device(LINK));
    }
    return new StaticRival(tunnels);
  }

  @Override
  public String name() {
    return "static wireguard-go";
  }

  @Override
  public InetAddress near() {
    return tunnels.host(1);
  }

  @Override
  public InetAddress far() {
    return tunnels.host(0);
  }

  @Override
  public String link() {
    return LINK;
  }

  @Override
  public boolean isReady() throws IOException {
    return tunnels.answer();
  }

  @Override
  public void close() throws IOException {
    tunnels.close();
  }
}
