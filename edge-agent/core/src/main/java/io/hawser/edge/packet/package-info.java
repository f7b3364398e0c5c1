/// Inner IP packets, read and changed in place.
///
/// Everything here is a static accessor over `(MemorySegment, offset)`; nothing is copied and
/// nothing is allocated. Accessors trust their caller to have asked
/// [io.hawser.edge.packet.IpPacket#isPlausible] first, which checks every length that they rely on.
@NullMarked
package io.hawser.edge.packet;

import org.jspecify.annotations.NullMarked;
