/// Judged runs: a scenario does something to a lab and answers figures, each with its goal.
///
/// To write one: implement [Scenario], name the class in
/// `src/main/resources/META-INF/services/io.hawser.lab.scenario.Scenario` (a [Bench] in the file of
/// that name).
///
/// ```java
/// public Figures run(ScenarioContext context, Form form) throws Exception {
///   Lab lab = context.up("demo");                       // closed after the run
///   …
///   return new Figures()
///       .atMost("voice gap at blackout", gapMs, "ms", form.bound(5_000, 1_000))
///       .holds("every TCP session survived", died == 0)
///       .note("throughput", mbps, "Mbit/s");            // told, not judged
/// }
/// ```
///
/// [ScenarioRunner] repeats a run in which the wires were late (at most three times), prints the
/// figures, writes them as JSON and decides the exit status.
@NullMarked
package io.hawser.lab.scenario;

import org.jspecify.annotations.NullMarked;
