package io.hawser.edge.agent.uplink;

import java.util.List;

/// The uplinks that are usable at this moment, best first; asked before every attempt, from the
/// asking thread.
///
/// An empty answer means that no link has an address; the askers then try [Uplink#ANY].
@FunctionalInterface
public interface Uplinks {
  List<Uplink> usable();
}
