/// What a person writes on the box: `/etc/hawser/edge.yaml`, and where the agent's directories are.
///
/// The file is small on purpose. It says only where the orchestrator is and how to be let in; all
/// else arrives as signed revisions. [EdgeSettings] is the file as a record, [Setting] documents
/// each component (the module's README is rendered from it by a test), [StrictYaml] reads the file
/// so that every mistake is refused with its line, what was expected and the nearest valid key.
@NullMarked
package io.hawser.edge.agent.config;

import org.jspecify.annotations.NullMarked;
