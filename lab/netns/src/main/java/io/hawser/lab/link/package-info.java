/// What a wire does to packets, in words that a person types: `rate=10mbit up.loss=5%`.
///
/// [LinkSettings] is one wire: a [DirectionSettings] *up* (from the edge towards the transport) and
/// one *down*, and the state of the edge's carrier. The same keys stand in topology files, in
/// `lab/run set` and in `Link.set(…)` of a scenario; [LinkKey] lists them with their units, so this
/// package is the only place that knows them. Values are exact integers (bits per second,
/// nanoseconds, parts per million).
@NullMarked
package io.hawser.lab.link;

import org.jspecify.annotations.NullMarked;
