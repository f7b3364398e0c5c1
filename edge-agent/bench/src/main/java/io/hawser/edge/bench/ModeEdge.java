package io.hawser.edge.bench;

import io.hawser.edge.bond.BondMeasures;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.dataplane.ControlEvents;
import io.hawser.edge.dataplane.DropCounters;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.Forwarding;
import io.hawser.edge.dataplane.Inbound;
import io.hawser.edge.dataplane.InboundCommands;
import io.hawser.edge.dataplane.Outbound;
import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.dataplane.PathCounters;
import io.hawser.edge.dataplane.PathSlot;
import io.hawser.edge.dataplane.PeerSlot;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.PrefixMap;
import io.hawser.edge.steer.Route;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.Transport;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Both directions of an edge with one peer and two paths to it, whose flows go in one mode, and
/// nothing behind them; without a cipher. Site 10.0.0.0/16 is this one's, 10.1.0.0/24 the peer's.
final class ModeEdge {
  static final int PATHS = 2;

  /// Stands for the type of a packet that is in no frame.
  static final int NO_FRAME = -1;

  /// What a path that loses 5 % gets of parity.
  static final int PARITY_PPM = 200_000;

  private static final long ROUND_TRIP_NS = 20_000_000L;

  final Nowhere nowhere = new Nowhere();
  final DropCounters drops = new DropCounters();
  final List<SessionPair> sessions;
  final Outbound outbound;
  final Inbound inbound;

  ModeEdge(FlowMode mode) {
    ControlEvents control = Nowhere.silent(ControlEvents.class);
    outbound =
        new Outbound(nowhere, nowhere, control, Nowhere.silent(InboundCommands.class), drops);
    inbound =
        new Inbound(
            nowhere,
            new Coalescer.Abilities(true, true),
            control,
            Nowhere.silent(OutboundCommands.class),
            drops);
    Forwarding forwarding = forwarding(mode);
    outbound.onForwarding(forwarding);
    inbound.onForwarding(forwarding);
    outbound.onAbilities("site", OverlayFrame.ABILITIES);
    List<List<Integer>> tiers =
        mode == FlowMode.BOND ? List.of(List.of(0, 1)) : List.of(List.of(0), List.of(1));
    Choice choice = new Choice(mode.steering, tiers, "first", "first");
    sessions =
        List.of(
            SessionPair.connect(NoCipher.SUITE, PacketCipher.CHACHA20_POLY1305, Edge.NOW_NS),
            SessionPair.connect(NoCipher.SUITE, PacketCipher.CHACHA20_POLY1305, Edge.NOW_NS));
    for (int path = 0; path < PATHS; path++) {
      outbound.onInstallKey(path, sessions.get(path).sendKey(), Edge.NOW_NS);
      inbound.onInstallKey(path, sessions.get(path).receiveKey());
    }
    outbound.onSteering(new SteeringTable(1, List.of(List.of(choice))));
    for (int path = 0; path < PATHS; path++) {
      outbound.onBondMeasures(path, new BondMeasures(0, 0, 0, 0, ROUND_TRIP_NS), Edge.NOW_NS);
      outbound.onParity(path, mode == FlowMode.PROTECT_LOSSY ? PARITY_PPM : 0, false);
    }
    inbound.onRoundTrip(0, ROUND_TRIP_NS);
  }

  private static Forwarding forwarding(FlowMode mode) {
    String word = mode.steering.name().toLowerCase(Locale.ROOT);
    String policy = "version: 1\nclasses: [{name: all, mode: " + word + "}]\ndefault-class: all\n";
    Prefix site = Prefix.parse("10.1.0.0/24");
    return Forwarding.of(
        1,
        Policy.parse(policy, "policy.yaml"),
        new PrefixMap<>(
            Map.of(
                Prefix.parse("10.0.0.0/16"),
                new Route("here", List.of()),
                site,
                new Route("site", List.of(0)))),
        List.of(
            new PeerSlot(
                0, "site", "site", "site", true, new PrefixMap<>(Map.of(site, Boolean.TRUE)))),
        List.of(path(0), path(1)),
        Map.of(),
        Map.of());
  }

  private static PathSlot path(int slot) {
    String name = slot == 0 ? "a" : "b";
    return new PathSlot(
        slot,
        1,
        name + ">site/" + name,
        0,
        Edge.MTU,
        false,
        PathSlot.Cost.NONE,
        new PathCounters(),
        new PathCounters());
  }

  /// Type of the frame that the datagram which left last is, or [#NO_FRAME].
  int lastType() {
    long at = nowhere.lastOffset + Transport.HEADER_LENGTH;
    boolean isFrame = OverlayFrame.isFrame(nowhere.memory(), at, 1);
    return isFrame ? OverlayFrame.type(nowhere.memory(), at) : NO_FRAME;
  }

  /// Throws where anything was dropped but what came a second time.
  ///
  /// @param seconds how much of that there must be
  void check(long seconds) {
    for (DropReason reason : DropReason.values()) {
      long expected = reason == DropReason.DUPLICATE ? seconds : 0;
      if (drops.of(reason) != expected) {
        throw new IllegalStateException(
            reason.word() + ": " + drops.of(reason) + " (expected: " + expected + ")");
      }
    }
  }
}
