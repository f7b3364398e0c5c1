/// Traffic that a company has, between hosts of a lab, and what became of it.
///
/// [Voice] (50 packets a second), [Stream] (datagrams at any pace, each of which is known),
/// [TcpSessions] (conversations that go on) and [Surge] (as much as passes, and when it came) are
/// threads of the lab itself whose sockets are opened in the hosts' networks, so both ends read one
/// clock and one-way delays are exact. [Bulk] (as much as passes) and [Ping] run the usual
/// programs.
@NullMarked
package io.hawser.lab.traffic;

import org.jspecify.annotations.NullMarked;
