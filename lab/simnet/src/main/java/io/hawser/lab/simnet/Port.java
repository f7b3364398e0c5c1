package io.hawser.lab.simnet;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A host's end of an access line: an address, and a wire each way.
public final class Port {
  private final Cloud cloud;
  private final Host host;
  private final Wire up;
  private final Wire down;
  private InetAddress address;
  private boolean plugged = true;
  private long refused;
  private long received;
  private long unheard;
  private long misdirected;
  private long overflowed;
  private long toldOverflowed;

  Port(Cloud cloud, Host host, InetAddress address, Wire up, Wire down) {
    this.cloud = cloud;
    this.host = host;
    this.address = address;
    this.up = up;
    this.down = down;
  }

  public Host host() {
    return host;
  }

  public InetAddress address() {
    return address;
  }

  /// From the host to the network.
  public Wire up() {
    return up;
  }

  /// From the network to the host.
  public Wire down() {
    return down;
  }

  /// Sends a copy of the payload; false where the socket refuses, as without carrier.
  public boolean send(int fromPort, InetSocketAddress to, byte[] payload) {
    if (!plugged) {
      refused++;
      return false;
    }
    var datagram = Datagram.of(new InetSocketAddress(address, fromPort), to, payload);
    up.send(datagram, cloud::route);
    return true;
  }

  /// The line's carrier: unplugged, the socket refuses to send, and what arrives is gone
  /// ([#unheard]).
  public void setPlugged(boolean plugged) {
    this.plugged = plugged;
  }

  public boolean isPlugged() {
    return plugged;
  }

  /// A new lease: what is on its way to the old address finds nobody, in the network
  /// ([Network#unroutable]) or on the line ([#misdirected]).
  public void setAddress(InetAddress address) {
    cloud.move(this, address);
    this.address = address;
  }

  /// Datagrams that the socket refused.
  public long refused() {
    return refused;
  }

  /// Datagrams that its host was given.
  public long received() {
    return received;
  }

  /// Datagrams that came down the line while it had no carrier.
  public long unheard() {
    return unheard;
  }

  /// Datagrams that came down the line for an address that it has no longer.
  public long misdirected() {
    return misdirected;
  }

  /// Datagrams that its host's socket buffer could not hold, as a kernel tells it: with each
  /// datagram, as it was when that was queued.
  public long overflowed() {
    return toldOverflowed;
  }

  void countOverflow() {
    overflowed++;
  }

  long countedOverflow() {
    return overflowed;
  }

  void tellOverflow(long count) {
    toldOverflowed = count;
  }

  void arrive(Datagram datagram) {
    down.send(datagram, this::receive);
  }

  private void receive(Datagram datagram) {
    if (!plugged) {
      unheard++;
    } else if (!address.equals(datagram.to().getAddress())) {
      misdirected++;
    } else {
      received++;
      host.receive(this, datagram);
    }
  }
}
