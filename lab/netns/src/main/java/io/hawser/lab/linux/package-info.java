/// The few calls of the C library that the lab makes without a process in between, through the
/// foreign function API.
///
/// Pointers are passed as `long`, so that a call made for each packet creates no objects. Nothing
/// here knows what it is used for.
@NullMarked
package io.hawser.lab.linux;

import org.jspecify.annotations.NullMarked;
