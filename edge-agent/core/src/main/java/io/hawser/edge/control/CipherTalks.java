package io.hawser.edge.control;

import io.hawser.edge.overlay.CipherFrame;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.wireguard.CipherOffer;
import io.hawser.edge.wireguard.Peering;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Agrees with other edges on the second cipher, session by session; the frames are specified in
/// [io.hawser.edge.overlay]. Owned by the control thread.
///
/// Who initiated a session offers until the other accepts or the session ends; nothing waits for
/// it, because the first cipher serves meanwhile. On a metered path it begins with the first data.
final class CipherTalks {
  private static final long FIRST_SPACING_NS = 500_000_000L;
  private static final long LONGEST_SPACING_NS = 16_000_000_000L;

  private final KeyCourier courier;
  private final Map<Peering, Offering> offerings = new LinkedHashMap<>();

  /// @param tried how often it was offered
  private record Offering(int tried, long dueNs, long spacingNs) {}

  CipherTalks(KeyCourier courier) {
    this.courier = courier;
  }

  /// Offers for the present session, if we initiated it and nothing is agreed or offered yet.
  void begin(Peering peering, long nowNs) {
    if (peering.cipherOffer() != null && !offerings.containsKey(peering)) {
      offerings.put(peering, new Offering(0, nowNs, FIRST_SPACING_NS));
      offerIfDue(nowNs);
    }
  }

  /// Answers an offer for a session of `peering`; false where that has no such session.
  ///
  /// @param path by which the offer came
  boolean onOffer(Peering peering, CipherOffer theirs, int path, boolean answerWanted) {
    CipherOffer ours = peering.onCipherOffer(theirs);
    if (ours == null) {
      return false;
    }
    if (answerWanted) {
      courier.sendFrame(path, frame(OverlayFrame.CIPHER_ACCEPT, ours), false);
    }
    return true;
  }

  /// Another session came about: what was offered is no more.
  void forget(Peering peering) {
    offerings.remove(peering);
  }

  long nextDeadlineNs() {
    long earliestNs = Long.MAX_VALUE;
    for (Offering offering : offerings.values()) {
      earliestNs = Math.min(earliestNs, offering.dueNs);
    }
    return earliestNs;
  }

  void onTick(long nowNs) {
    offerIfDue(nowNs);
  }

  private void offerIfDue(long nowNs) {
    Iterator<Map.Entry<Peering, Offering>> each = offerings.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Peering, Offering> entry = each.next();
      Offering offering = entry.getValue();
      CipherOffer offer = entry.getKey().cipherOffer();
      if (offer == null) {
        each.remove();
      } else if (nowNs - offering.dueNs >= 0) {
        int path = courier.pathOf(entry.getKey());
        byte[] frame = frame(OverlayFrame.CIPHER_OFFER, offer);
        courier.sendFrame(path, frame, offering.tried > 0);
        entry.setValue(
            new Offering(
                offering.tried + 1,
                nowNs + offering.spacingNs,
                Math.min(2 * offering.spacingNs, LONGEST_SPACING_NS)));
      }
    }
  }

  private static byte[] frame(int type, CipherOffer offer) {
    byte[] frame = new byte[CipherFrame.LENGTH];
    CipherFrame.write(MemorySegment.ofArray(frame), 0, type, offer);
    return frame;
  }
}
