/// The one road on which the company changes.
///
/// ```
///   Command ──► Decisions ──► rules of its subject ──► [Change…] ──► Ledger
///               (dispatch)    (SiteRules, PolicyRules,               (commit: number, records
///                              ClaimRules, EdgeRules)                 and outbox row at once; replay)
/// ```
///
/// Rules are pure: the company as it stands, the command and the time in; changes or a
/// [io.hawser.orchestrator.company.RefusedException] out. A command that changes nothing gives no
/// changes, and then nothing is committed or numbered: repeats are harmless.
@NullMarked
package io.hawser.orchestrator.command;

import org.jspecify.annotations.NullMarked;
