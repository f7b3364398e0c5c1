/// Many WireGuard clients in one process, for `lab/run bench dataplane`: real handshakes and sealed
/// packets from one socket, by the edge's own protocol classes.
///
/// [Swarm] is the process, told what to do by a line at a time; a [Client] is one peer with one key
/// and one address; what they say to the edge's network is [EchoPacket].
@NullMarked
package io.hawser.edge.bench.swarm;

import org.jspecify.annotations.NullMarked;
