/// Scenarios of what is lost and repaired: duplication and parity.
@NullMarked
package io.hawser.lab.repair;

import org.jspecify.annotations.NullMarked;
