/// The scenarios and measurements of `lab/run check` and `lab/run bench`.
///
/// [EmulatorAccuracy] measures the lab itself: what the wires do to packets, by captures on both
/// ends with the kernel's timestamps, not by what the emulator says of itself.
///
/// The others judge the product, as it ships, by what a stranger could see too: captures, answers
/// to pings, the words of its command lines. [InteropWireguard] has stock peers, [LinkBinding]
/// watches the WAN devices, [RestartHeadless] cuts the power, [BadInput] offers what must be
/// refused.
@NullMarked
package io.hawser.lab.check;

import org.jspecify.annotations.NullMarked;
