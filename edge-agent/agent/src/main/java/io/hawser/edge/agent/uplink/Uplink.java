package io.hawser.edge.agent.uplink;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// One way out of this box towards the orchestrator.
///
/// `link` is the name for people, `device` the kernel interface to bind to (empty: none), `source`
/// the local address to send from (null: the kernel's choice); `metered` says that bytes cost.
public record Uplink(String link, String device, @Nullable InetAddress source, boolean metered) {
  /// Whatever way the kernel's main routing table takes.
  public static final Uplink ANY = new Uplink("any", "", null);

  /// On which bytes cost nothing.
  public Uplink(String link, String device, @Nullable InetAddress source) {
    this(link, device, source, false);
  }
}
