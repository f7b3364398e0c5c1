package io.hawser.edge.control;

/// What the shell knows of a WAN link at a moment.
///
/// @param slot number of the link, as in [EdgePlan.LinkPlan]
/// @param up whether packets could leave by it: device, carrier and an address
/// @param ipv4 whether it has a global IPv4 address and a route
/// @param ipv6 whether it has a global IPv6 address and a route
/// @param why in words, where it is not up
public record LinkState(int slot, boolean up, boolean ipv4, boolean ipv6, String why) {}
