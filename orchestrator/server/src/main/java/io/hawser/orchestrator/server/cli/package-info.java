/// The command line `hawser-orchestrator`: `serve` is the orchestrator itself; the other words ask
/// the one that runs on this machine, by its REST API, with the token below its data directory.
@NullMarked
package io.hawser.orchestrator.server.cli;

import org.jspecify.annotations.NullMarked;
