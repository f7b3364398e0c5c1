package io.hawser.edge.dataplane;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;
import io.hawser.edge.path.ProbeEcho;
import io.hawser.edge.path.ReceiveReport;
import io.hawser.edge.path.SendReport;
import io.hawser.edge.rate.LinkLoad;
import io.hawser.edge.wireguard.CipherOffer;
import io.hawser.edge.wireguard.ReceiveKey;
import java.net.InetSocketAddress;

/// What the packet path tells control; each call arrives on its thread.
public interface ControlEvents {
  /// A handshake message or cookie reply.
  ///
  /// @param socket the socket that it came by, a number of [Sockets]
  /// @return whether there was room for it
  boolean onHandshake(int socket, InetSocketAddress source, byte[] datagram, long nowNs);

  /// A handshake message of some path of the same peer, carried inside this one.
  void onCarriedHandshake(int path, byte[] message, long nowNs);

  /// The peer of a path offers the second cipher for one of its sessions, which need not be of this
  /// path, or accepts it.
  ///
  /// @param answerWanted whether it is an offer
  void onCipherOffer(int path, CipherOffer offer, boolean answerWanted, long nowNs);

  /// The first authentic packet on a key that we answered for arrived.
  ///
  /// @return whether there was room for it; if not, say it again
  boolean onKeyConfirmed(ReceiveKey key, long nowNs);

  /// The peer's address of a path changed.
  void onRoamed(int path, InetSocketAddress source, long nowNs);

  /// A packet for a path that has no key.
  void onSessionWanted(int path, long nowNs);

  void onProbeEcho(int path, ProbeEcho echo);

  /// A probe that wants feedback at once.
  void onUrgentProbe(int path, long nowNs);

  /// The peer can receive nothing more on one of its sessions: its link is down.
  ///
  /// @param session the receiver index that the peer chose
  void onWithdrawal(int path, int session, long nowNs);

  /// A report about some path of the peer, which came by this one.
  void onFeedback(int path, Feedback feedback, long heldUs, long nowNs);

  /// The peer says by a path which counters of one of my sessions are no loss of theirs.
  void onGaps(int path, Gaps gaps, long nowNs);

  void onReceiveReport(int path, ReceiveReport report, long nowNs);

  void onSendReport(int path, SendReport report);

  /// What has been sent on a link, whatever it was.
  void onLinkLoad(int link, LinkLoad load);
}
