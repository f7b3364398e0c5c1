/// Benchmarks of the packet path, by JMH.
@NullMarked
package io.hawser.edge.bench;

import org.jspecify.annotations.NullMarked;
