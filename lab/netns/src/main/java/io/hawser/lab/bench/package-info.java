/// Measurements: this edge beside other tunnels, in turn, over the same wires, in one run.
///
/// [Dataplane] is the bench, of several [Part]s; a [Contender] is one tunnel between two hosts,
/// with the processes that it costs, and a [Board] has them beside each other. Figures are medians
/// over rounds in which each contender has its turn; what is judged is the median of the rounds'
/// ratios. [EdgePair], [StockPair] and what [Others] knows start the contenders; [Throughput],
/// [PacketRates], [Delay], [Upkeep] and the like measure them.
@NullMarked
package io.hawser.lab.bench;

import org.jspecify.annotations.NullMarked;
