package io.hawser.edge.dataplane;

import io.hawser.edge.steer.Flow;
import java.util.Locale;

/// Why a packet went nowhere. The words of `hawser drops`, of the metric label and of the tests.
public enum DropReason {
  // From the LAN, in the order of Outbound.
  MALFORMED("no IP packet, or shorter than its header says"),
  NO_ROUTE("no site owns the destination"),
  NOT_GRANTED("no access grant of the policy lets this conversation begin"),
  DENIED("the policy denies this class"),
  NO_PATH("no path to that peer is usable"),
  NO_PATH_WITHIN_SLA("no path to that peer is within the SLA of its class, which is strict"),
  TOO_BIG("larger than the tunnel carries; the sender was told by ICMP"),
  STAGED_OVERFLOW("waited for a session behind too many others"),
  STAGED_EXPIRED("waited for a session that did not come about"),
  NO_SESSION("the path has no usable key"),
  QUEUE_STOOD("its flow's queue before the link stood for too long (CoDel)"),
  QUEUE_FULL("waited for the link behind too many others"),
  LINK_REFUSED("the link's socket did not take it"),
  DRILL("its link is treated as down by a failover drill"),

  // From the WAN, in the order of Inbound.
  UNKNOWN_TYPE("no message of the tunnel, or of another length than its type"),
  HANDSHAKE_OVERFLOW("more handshake messages than control takes"),
  HANDSHAKE_REFUSED("a handshake message that failed a check"),
  UNKNOWN_SESSION("names a session that does not exist"),
  WRONG_LINK("arrived on another link than its path's"),
  EXPIRED_KEY("its session is too old"),
  NOT_AUTHENTIC("its tag is wrong"),
  REPLAYED("its counter was seen before"),
  TOO_LATE("authentic, but behind the replay window"),
  DUPLICATE("came a second time by another path, as was asked for"),
  FOREIGN_FRAME("an overlay frame from one who is no edge"),
  MALFORMED_FRAME("an overlay frame that contradicts its own length"),
  UNKNOWN_FRAME("an overlay frame of a type that this version does not know"),
  REPAIR_OVERFLOW("parity of a code for which there is no memory: too many are in use"),
  MALFORMED_INNER("authentic, but holds no IP packet"),
  FOREIGN_SOURCE("an inner source address that does not belong to the sender"),
  INBOUND_NOT_GRANTED("no access grant lets the sender begin this conversation"),
  CONGESTED("the network marked it as congested, which its sender learns by its loss only"),
  TUN_REFUSED("the TUN device did not take it"),

  // Between threads.
  MAILBOX_FULL("a message between threads found its mailbox full");

  private final String meaning;
  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  DropReason(String meaning) {
    this.meaning = meaning;
  }

  /// Of packets of a flow that was put on no path.
  static DropReason ofPathless(Flow flow) {
    return flow.outsideSla ? NO_PATH_WITHIN_SLA : NO_PATH;
  }

  /// `no-route`: the label of metrics and of `hawser drops`.
  public String word() {
    return word;
  }

  /// One line for people.
  public String meaning() {
    return meaning;
  }
}
