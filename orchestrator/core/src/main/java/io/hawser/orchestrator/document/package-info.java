/// The company as a person writes it: one YAML document of sites, links, topology and stock
/// clients.
///
/// ```
///   text ──YamlText──► YamlNode (every node knows its line) ──CompanyReader──► CompanyDocument
/// ```
///
/// Strict: an unknown key, a missing one, a key twice, a wrong value or overlapping prefixes refuse
/// the whole document, with `file:line: name: value (expected: …)`.
@NullMarked
package io.hawser.orchestrator.document;

import org.jspecify.annotations.NullMarked;
