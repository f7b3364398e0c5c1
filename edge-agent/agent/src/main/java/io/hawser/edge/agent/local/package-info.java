/// The agent's local API: what `hawser` and scripts on the box can ask.
///
/// A Unix stream socket, `/run/hawser/agent.sock`, 0600. One JSON request in a line, one JSON
/// answer, close:
///
/// ```
/// -> {"verb":"explain","args":{"flow":"udp:10.1.1.5:4000-10.20.0.9:5060"}}
/// <- {"ok":true,"result":{…}}
/// <- {"ok":false,"code":"unknown-flow","error":"flow: x (expected: one that `hawser flows` shows)"}
/// ```
///
/// | verb | args | result |
/// |---|---|---|
/// | `status` | | [StatusView] |
/// | `paths` | | list of [PathView] |
/// | `flows` | `limit` | list of [FlowView] |
/// | `explain` | `flow`: a [FlowName], or words that single out one flow | [ExplanationView] |
/// | `drops` | | list of [DropView] |
/// | `jitter` | | [JitterView] |
/// | `drill` | `link`, `seconds`, `force` | both again |
/// | `what-if` | `words`, as the command has them; `policy`, a document, and its `policyName` | [WhatIfView] |
///
/// Keys are the records' component names, with the unit at their end. `-1` means not measured or
/// never. Records only gain components; a reader ignores keys that it does not know.
///
/// [EdgeView] is what the agent implements: answers from immutable snapshots, since the server asks
/// on threads of its own. [AgentClient] is the other end, for the CLI; neither knows a socket of
/// the network, a key or the data plane.
@NullMarked
package io.hawser.edge.agent.local;

import org.jspecify.annotations.NullMarked;
