/// The console's pages: templates, their words in every language, their static files, and the
/// records that they show. It asks nobody anything; whoever serves it fills the records and calls
/// [Pages].
///
/// ```
///   records (NetworkView, SiteView, EdgeView, PathView, …)     what is shown; also the REST documents
///      │
///   Page (who looks, in which language, on which page) ──► Messages
///      │
///   Pages ──► templates (src/main/jte, compiled with the module) ──► HTML
///   Assets: own style and script, and those of the WebJars, under names that change with their content
/// ```
///
/// The records' component names are also the names in the REST documents, so they change only with
/// the OpenAPI description. Quantities keep the units of their names (`…Us`, `…Ppm`, `…EpochMs`),
/// -1 is "not measured", and only [Page] turns them into words.
///
/// A page works without script, except for live updates and charts. Nothing is inline and nothing
/// comes from another host, so the strictest content security policy fits.
@NullMarked
package io.hawser.orchestrator.console;

import org.jspecify.annotations.NullMarked;
