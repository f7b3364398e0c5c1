/// The orchestrator towards people and programs: the REST API, the console's pages and its live
/// updates.
///
/// ```
///   request ──► Route (declares who may call) ──► Gate: who is it? may he? is it his own page? ──► handler
///                                                                                                 │
///                        Network (what can be asked and told) ◄── LiveNetwork ◄── the rest of the server
/// ```
///
/// - A route exists only by its entry in a route table, which cannot be written without an
///   [Access]; tests compare the tables with what the server listens to and with the OpenAPI
///   document, and call every route as every kind of caller.
/// - A caller is a browser with a session cookie or a program with a bearer token. A browser must
///   send the session's token along with whatever changes anything; a program need not, since no
///   browser adds its header.
/// - Faults are problem documents (RFC 9457) whose `detail` reads `name: value (expected: …)`; of a
///   document it names file and line, and nothing was changed.
/// - Handlers run on the blocking executor, one at a time for each request, and may ask the
///   database.
@NullMarked
package io.hawser.orchestrator.server.web;

import org.jspecify.annotations.NullMarked;
