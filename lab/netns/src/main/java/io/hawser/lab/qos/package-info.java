/// What classes of traffic get of a full link, and what it costs the others.
@NullMarked
package io.hawser.lab.qos;

import org.jspecify.annotations.NullMarked;
