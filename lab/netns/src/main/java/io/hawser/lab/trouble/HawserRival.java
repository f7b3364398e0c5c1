package io.hawser.lab.trouble;

import io.hawser.lab.trouble.Branch.Way;
import java.io.IOException;
import java.net.InetAddress;

/// The edges, with whatever runs on them besides.
///
/// @param branch whose data streams tell where traffic is
record HawserRival(Branch branch) implements Rival {
  @Override
  public String name() {
    return "hawser";
  }

  @Override
  public InetAddress near() {
    return branch.host().ipv4();
  }

  @Override
  public InetAddress far() {
    return branch.hubHost().ipv4();
  }

  @Override
  public String link() throws IOException {
    return branch.linkOf(Way.OUT, branch.voice(Way.OUT));
  }

  @Override
  public boolean isReady() throws IOException {
    branch.awaitCalm();
    return true;
  }

  @Override
  public void close() {
    // The rig is closed by whoever brought it up.
  }
}
