/// Scenarios of links that carry one flow together: what passes, what happens when one fails or
/// joins, and what others make of the same links.
@NullMarked
package io.hawser.lab.bonding;

import org.jspecify.annotations.NullMarked;
