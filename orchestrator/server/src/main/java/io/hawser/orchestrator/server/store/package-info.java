/// SQL is the truth.
///
/// ```
///   submit ──► lock company_head ──► decide ──► records, revision_log, outbox ──► commit ──► sync ──► publish snapshot
/// ```
///
/// What [SqlLedger#submit] has returned survives a kill of the process and a loss of power: H2 runs
/// with `WRITE_DELAY=0`, and `CHECKPOINT SYNC` forces the file to the disk before the answer. H2's
/// default writes up to half a second later and loses acknowledged commits.
///
/// One set of migrations, in `hawser/migrations`, in the SQL that H2 and PostgreSQL share.
@NullMarked
package io.hawser.orchestrator.server.store;

import org.jspecify.annotations.NullMarked;
