/// The demo company's story: `lab/run demo`.
@NullMarked
package io.hawser.lab.demo;

import org.jspecify.annotations.NullMarked;
