/// Whole companies in network namespaces: what a scenario sees.
///
/// ```java
/// try (Lab lab = Lab.up(TopologyFile.read(file), Lab.Options.scenario(logs))) {
///   Host branch = lab.host("branch-1");
///   branch.exec("ip", "-br", "address").orThrow();             // runs to its end, with a time limit
///   HostProcess edge = branch.start("agent", "/opt/hawser/edge/bin/hawser", "agent");
///   try (Capture wan = branch.capture("wan0", "udp")) {       // tcpdump, kernel timestamps
///     lab.link("branch-1/lte").set("loss=5%", "up.delay=80ms");
///   }
///   edge.kill();                                               // by its process id
/// }                                                            // nothing stays behind
/// ```
///
/// [Lab] is the one entry; [Host] runs processes in a host (own network, own name, own
/// `/etc/hawser`, `/var/lib/hawser`, `/run/hawser`, `/opt/hawser` …); [Link] changes a wire while
/// it runs. Traffic tools are in `io.hawser.lab.traffic`, judged runs in `io.hawser.lab.scenario`.
/// [Main] is what `lab/run` starts.
@NullMarked
package io.hawser.lab;

import org.jspecify.annotations.NullMarked;
