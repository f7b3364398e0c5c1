/// A company whose network runs on the product: the packages that ship, on the lab's hosts, started
/// by the units' own command lines.
///
/// [io.hawser.lab.company.Company] is what scenarios use: an orchestrator and edges that can be
/// started, stopped, killed and asked by their own command lines.
/// [io.hawser.lab.company.WireguardGo] is a stock peer that may join it.
@NullMarked
package io.hawser.lab.company;

import org.jspecify.annotations.NullMarked;
