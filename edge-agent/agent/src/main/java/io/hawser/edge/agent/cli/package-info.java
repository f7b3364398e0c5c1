/// The command `hawser`: shows what the agent answers on its socket, and starts the agent itself.
///
/// A command must answer at once, so nothing here or in `local` touches Netty, gRPC, Drools or the
/// data plane; `hawser agent` reaches them by a name that is resolved only when it runs. Tables are
/// for people and may change; `--json` is the local API's answer, without the peers that an option
/// leaves out, and only gains keys.
///
/// | exit status | meaning |
/// |---|---|
/// | 0 | answered |
/// | 1 | the agent refused, for the reason printed |
/// | 2 | wrong usage |
/// | 3 | no agent answers |
/// | 4 | the agent runs, but this edge is not approved yet (`status` only) |
@NullMarked
package io.hawser.edge.agent.cli;

import org.jspecify.annotations.NullMarked;
