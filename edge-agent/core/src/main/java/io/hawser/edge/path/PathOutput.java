package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;

/// What the monitor wants done. Called on the control thread from within the monitor's own methods;
/// what goes to outbound is a message there.
public interface PathOutput {
  /// Send a probe on `path`. Outbound stamps it just before sealing. It is sent even where no
  /// session exists: that is what begins a handshake.
  void sendProbe(int path, int sequence, boolean urgent);

  /// Make new keys for `path` by a handshake, though the present ones still serve: its answer, told
  /// by [PathMonitor#onNewKeys], proves the path.
  void renewKeys(int path);

  /// Send a probe on `path` that is as long as the longest packet that it is to carry. Answers that
  /// length, bytes.
  int sendFullSizedProbe(int path, int sequence);

  /// Send a report to the peer over `path`, which need not be the path that it is about.
  void sendFeedback(int path, Feedback feedback);

  /// Tell the peer which counters of what is sent on `path` are no loss of it.
  void sendGaps(int path, Gaps gaps);

  /// Tell the peer over `path` that nothing arrives any more on a session of another one.
  ///
  /// @param session the receiver index that this edge chose
  void sendWithdrawal(int path, int session);

  /// Whether what is sent on a path arrives is in doubt, or no longer: long before it changes the
  /// path's state.
  ///
  /// @param lasting whether it has not arrived for so long that a path which costs is not too dear
  /// @param session the peer's index of the session that was reported on last
  /// @param reported the highest counter reported of it, -1 for none
  void onDoubt(int path, boolean doubted, boolean lasting, int session, long reported);

  /// Flows leave a path that fell silent or is gone: what they sent on it lately may not arrive.
  ///
  /// @param session the peer's index of the session that was reported on last
  /// @param reported the highest counter reported of it, -1 for none
  void onLeft(int path, int session, long reported);

  /// Whether a path loses more than real-time flows should bear, or no longer; likewise no state.
  ///
  /// @param grade 0 where it does not, else more the more it loses: one for each doubling
  /// @param crowded whether what it loses is its own queue's, so that it takes no others' packets
  void onLossDoubt(int path, int grade, boolean crowded);

  /// A direction of a path changed its state.
  void onChange(PathChange change);

  /// A path measures worse than it used to, outwards. Whoever compares its facts with limits now
  /// and then should do so now.
  void onWorse(int path);

  /// All paths of a peer fell silent at once (`away`), or one was heard again. While it is away no
  /// path of it gets better than suspect or goes down, and flows keep their places.
  void onPeerAway(String peer, boolean away, long atNs);

  /// The peer reported what arrived on a path.
  void onDelivery(int path, Delivery delivery, long nowNs);

  /// A probe took so long outwards, by the two ends' clocks.
  ///
  /// @param sentNs when it was asked for
  void onTransit(int path, long transitNs, long sentNs, long nowNs);

  /// The peer of a path's clock is another one now.
  void onClockStep(int path);

  /// The peer settled so many packets of a path, of which some are lost.
  void onSettled(int path, long expected, long missing, long nowNs);
}
