package io.hawser.edge.rate;

/// What outbound has let go on a link since the edge began, published to control every few
/// milliseconds while it sends.
///
/// @param takenNs when these numbers were true
/// @param bytes of IP packets, whatever they carried
/// @param reportedBytes those of them that went to edges, which report what arrives
public record LinkLoad(long takenNs, long bytes, long reportedBytes) {
  static final LinkLoad NONE = new LinkLoad(0, 0, 0);
}
