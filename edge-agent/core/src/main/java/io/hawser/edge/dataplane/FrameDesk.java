package io.hawser.edge.dataplane;

import io.hawser.edge.overlay.CipherFrame;
import io.hawser.edge.overlay.FeedbackFrame;
import io.hawser.edge.overlay.GapsFrame;
import io.hawser.edge.overlay.HandshakeFrame;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.overlay.ProbeFrame;
import io.hawser.edge.overlay.ProbeReplyFrame;
import io.hawser.edge.overlay.WithdrawalFrame;
import io.hawser.edge.path.ProbeEcho;
import io.hawser.probe.NtpTimestamp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sorts the overlay frames that [Inbound] opened: probes are answered through outbound, the rest
/// goes to control. Owned by the inbound agent.
final class FrameDesk {
  private final ControlEvents control;
  private final OutboundCommands outbound;

  /// What the peers read, as told last, by id.
  private final Map<String, Integer> abilities = new HashMap<>();

  FrameDesk(ControlEvents control, OutboundCommands outbound) {
    this.control = control;
    this.outbound = outbound;
  }

  /// Deals with the plausible frame at `at`; answers why it was dropped, or null.
  @Nullable DropReason onFrame(InboundSession session, MemorySegment p, long at, long nowNs) {
    int path = session.slot.slot();
    return switch (OverlayFrame.type(p, at)) {
      case OverlayFrame.PROBE, OverlayFrame.URGENT_PROBE -> onProbe(session, p, at, nowNs);
      case OverlayFrame.PROBE_REPLY -> {
        if (!ProbeReplyFrame.isPlausible(p, at)) {
          yield DropReason.MALFORMED_FRAME;
        }
        control.onProbeEcho(path, ProbeEcho.read(p, at, nowNs));
        yield null;
      }
      case OverlayFrame.FEEDBACK -> {
        if (!FeedbackFrame.isPlausible(p, at)) {
          yield DropReason.MALFORMED_FRAME;
        }
        noteAbilities(session.peer, FeedbackFrame.abilities(p, at));
        control.onFeedback(path, FeedbackFrame.read(p, at), FeedbackFrame.heldUs(p, at), nowNs);
        yield null;
      }
      case OverlayFrame.HANDSHAKE -> {
        if (!HandshakeFrame.isPlausible(p, at)) {
          yield DropReason.MALFORMED_FRAME;
        }
        int length = HandshakeFrame.messageLength(p, at);
        control.onCarriedHandshake(
            path,
            p.asSlice(at + HandshakeFrame.MESSAGE_OFFSET, length).toArray(ValueLayout.JAVA_BYTE),
            nowNs);
        yield null;
      }
      case OverlayFrame.WITHDRAWAL -> {
        if (!WithdrawalFrame.isPlausible(p, at)) {
          yield DropReason.MALFORMED_FRAME;
        }
        control.onWithdrawal(path, WithdrawalFrame.session(p, at), nowNs);
        yield null;
      }
      case OverlayFrame.GAPS -> {
        if (!GapsFrame.isPlausible(p, at)) {
          yield DropReason.MALFORMED_FRAME;
        }
        control.onGaps(path, GapsFrame.read(p, at), nowNs);
        yield null;
      }
      case OverlayFrame.CIPHER_OFFER -> onCipher(path, p, at, true, nowNs);
      case OverlayFrame.CIPHER_ACCEPT -> onCipher(path, p, at, false, nowNs);
      // Of a later version: nothing here depends on it, so it is passed over.
      default -> DropReason.UNKNOWN_FRAME;
    };
  }

  private void noteAbilities(PeerSlot peer, int now) {
    Integer before = abilities.put(peer.id(), now);
    if (before == null || before != now) {
      outbound.onAbilities(peer.id(), now);
    }
  }

  /// Forgets all peers but these, as outbound does.
  void retainPeers(Set<String> ids) {
    abilities.keySet().retainAll(ids);
  }

  private @Nullable DropReason onCipher(
      int path, MemorySegment p, long at, boolean answerWanted, long nowNs) {
    if (!CipherFrame.isPlausible(p, at)) {
      return DropReason.MALFORMED_FRAME;
    }
    if (!CipherFrame.isKnown(p, at)) {
      return DropReason.UNKNOWN_FRAME;
    }
    control.onCipherOffer(path, CipherFrame.read(p, at), answerWanted, nowNs);
    return null;
  }

  private @Nullable DropReason onProbe(
      InboundSession session, MemorySegment p, long at, long nowNs) {
    if (!ProbeFrame.isPlausible(p, at)) {
      return DropReason.MALFORMED_FRAME;
    }
    byte[] reply = new byte[ProbeReplyFrame.LENGTH];
    ProbeReplyFrame.write(
        MemorySegment.ofArray(reply),
        0,
        p,
        at,
        NtpTimestamp.fromNs(nowNs),
        session.slot.received().packets());
    outbound.onSendFrame(session.slot.slot(), reply, nowNs);
    if (ProbeFrame.isUrgent(p, at)) {
      control.onUrgentProbe(session.slot.slot(), nowNs);
    }
    return null;
  }
}
