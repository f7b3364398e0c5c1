/// Measurements: this edge beside other tunnels, in turn, over the same wires, in one run.
///
/// [Dataplane] is the bench; a [Contender] is one tunnel between two hosts, with the processes that
/// it costs. Figures are medians over rounds in which each contender has its turn; what is judged
/// is their ratio.
@NullMarked
package io.hawser.lab.bench;

import org.jspecify.annotations.NullMarked;
