/// Network namespaces, the devices between them, and what runs inside: made, entered and cleaned
/// up.
///
/// All of a lab belongs to an [Instance]: its namespaces begin with `hl.INSTANCE.`, its state lies
/// below `/run/hawser-lab/INSTANCE`, and `owner` there names the process (id and start time) whose
/// end makes the rest leftovers.
///
/// ```
///  hl.lab.branch-1           edge host      wan0 wan1 … lan0
///  hl.lab.branch-1-pc        LAN host       eth0
///  hl.lab.orchestrator       server         eth0
///  hl.lab..wires             the emulator   w0a w0b, w1a w1b, …
///  hl.lab..lans              switches       a bridge for each site
///  hl.lab..transport.mpls    router         p0, p1, … one for each link
///  hl.lab..nat.branch-2.lte  NAT router     inside, outside
/// ```
///
/// [Blueprint] turns a topology into commands, without running any; [Construction] runs them;
/// [HostEnvironment] gives each host its private directories; [Leftovers] removes everything, also
/// what a killed lab left behind. A process is only ever killed because it is inside one of our
/// namespaces, or because it is the recorded owner of an instance with the recorded start time;
/// never by its name.
@NullMarked
package io.hawser.lab.namespace;

import org.jspecify.annotations.NullMarked;
