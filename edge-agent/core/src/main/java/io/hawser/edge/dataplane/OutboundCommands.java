package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondMeasures;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.SendKey;
import java.util.List;
import java.util.function.Consumer;

/// What others ask of [Outbound]; each call arrives on its thread, in the order of the asker.
public interface OutboundCommands extends Admissions {
  void onForwarding(Forwarding forwarding);

  void onSteering(SteeringTable table);

  /// Data of the path is sealed with `key` from now on.
  void onInstallKey(int path, SendKey key, long nowNs);

  /// What `key` seals is sealed with its second cipher from now on, installed or not yet.
  ///
  /// @param secondIndex by which the peer knows that cipher's key
  void onUpgradeKey(SendKey key, int secondIndex);

  /// Forgets `key`, which may have been replaced before, and wipes it.
  void onRemoveKey(int path, SendKey key);

  /// A handshake message or cookie reply, sent as it is.
  void onSendDatagram(Endpoint to, byte[] datagram);

  /// An overlay frame or, when empty, a keepalive; a probe or its reply is stamped now.
  void onSendFrame(int path, byte[] frame, long nowNs);

  /// What is sent on a path may not arrive, or (`doubted` false) arrives again: real-time packets
  /// not yet reported go over another path at once, the following ones over both.
  ///
  /// @param lasting whether it has not arrived for so long that a path which costs is not too dear
  /// @param session the peer's index of the session that was reported on last
  /// @param reported the highest counter reported of it, -1 for none
  void onDoubt(int path, boolean doubted, boolean lasting, int session, long reported, long nowNs);

  /// Flows leave a path that is in doubt: packets of thin ones that were not yet reported go by
  /// another path at once.
  ///
  /// @param session the peer's index of the session that was reported on last
  /// @param reported the highest counter reported of it, -1 for none
  void onLeft(int path, int session, long reported, long nowNs);

  /// A path loses more than real-time flows should bear: the following packets go over another one
  /// too; or (`grade` 0) no longer.
  ///
  /// @param grade more the more it loses
  /// @param crowded whether it has no room for others' copies, as its own queue overflows
  void onLossDoubt(int path, int grade, boolean crowded);

  /// How much parity packets of protected classes get on a path.
  ///
  /// @param ratePpm repair symbols a million packets, 0 for none
  /// @param full whether it carries no parity of other paths' packets either
  void onParity(int path, int ratePpm, boolean full);

  /// A peer reads frames that not every edge does.
  ///
  /// @param peer its id, known or to be known by the next tables
  /// @param abilities as in [io.hawser.edge.overlay.OverlayFrame#ABILITIES]
  void onAbilities(String peer, int abilities);

  /// A path was measured, for bonds.
  void onBondMeasures(int path, BondMeasures measures, long nowNs);

  /// A peer asks for packets of a bonded flow, as by [io.hawser.edge.overlay.BondAskFrame].
  ///
  /// @param overdue whether it is not known that they were lost
  void onBondAsk(int peer, int flow, boolean overdue, int first, int others, long nowNs);

  /// A [io.hawser.edge.overlay.BondAskFrame] for a peer, to go by the quickest way.
  void onAskPeer(int peer, byte[] frame, long nowNs);

  /// A link was found to be slower than it is configured, or (`bitsPerSecond` 0) no longer.
  ///
  /// @param bitsPerSecond what it is shaped to from now on, as [LinkQueues] takes it
  /// @param found what was found, bits a second; for people
  void onLinkRate(int link, long bitsPerSecond, long found);

  /// No tunnel packet leaves by these links.
  ///
  /// @param links a bit for each link's number
  void onDrill(long links);

  /// The handshake was given up: what waited for it is dropped.
  void onGaveUp(int path);

  /// Describes some of the present flows to `sink`, which must not block.
  ///
  /// @param from [FlowPage#FIRST], or what the page before answered
  void onDescribeFlows(int from, long nowNs, Consumer<FlowPage> sink);

  /// Describes the queues of the links to `sink`, which must not block.
  void onDescribeQueues(Consumer<List<LinkQueueView>> sink);

  /// Describes the bonds, by peer and class, to `sink`, which must not block.
  void onDescribeBonds(Consumer<List<BondPathsView>> sink);
}
