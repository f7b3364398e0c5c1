/// From the company to what one edge is told.
///
/// ```
///   Company ──► UsefulPairs   which links of two edges can make a path
///           ──► NextHops      where an inner prefix goes, and who may forward it
///           ──► ConfigurationCompiler ──► EdgeConfiguration of one edge
///   changes ──► Concern       which edges need compiling at all
/// ```
///
/// Compiling is a pure function of company and edge, with every list in a defined order: the same
/// company gives the same bytes, so that an unchanged recompute is seen to be unchanged and pushes
/// nothing. Revision and time of issue are not its matter; who signs puts them in.
@NullMarked
package io.hawser.orchestrator.compile;

import org.jspecify.annotations.NullMarked;
