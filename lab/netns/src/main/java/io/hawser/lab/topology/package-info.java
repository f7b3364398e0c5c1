/// A company as data: what a topology file says.
///
/// ```
///   Topology ─┬─ transports: internet, mpls        each a router
///             ├─ Site ─┬─ the edge host            named like the site; it forwards, and is its LAN's gateway
///             │        ├─ Lan ── LanHost …         a switch with hosts
///             │        └─ WanLink … ── Nat?        each to one transport, through a NAT router at wish
///             └─ Server ── WanLink …               a host outside, without a LAN
/// ```
///
/// [TopologyFile] reads YAML strictly: an unknown key, a wrong value or a name used twice is
/// refused with file, line, what was expected and the nearest known word. The records check nothing
/// again.
@NullMarked
package io.hawser.lab.topology;

import org.jspecify.annotations.NullMarked;
