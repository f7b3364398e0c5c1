/// Our own frames between edges, inside a path's WireGuard session: their specification.
///
/// The plaintext of a transport message is an IP packet where its first nibble is 4 or 6, and an
/// overlay frame otherwise. A stock WireGuard peer drops what is neither, so a frame sent by
/// mistake does no harm. All numbers are big-endian. Every frame begins so:
///
/// ```
///  0       1       2               4              length         end of the plaintext
/// +-------+-------+---------------+--------------+--------------+
/// | F | 1 | type  | length        | body         | padding      |
/// +-------+-------+---------------+--------------+--------------+
///   |   version
///   mark
/// ```
///
/// - `length` counts the frame from its first byte; WireGuard pads to 16 bytes, and what lies
///   beyond `length` is ignored.
/// - A receiver ignores and counts a frame whose mark, version or type it doesn't know. A frame may
///   grow at its end: a receiver reads the fields that it knows and ignores the rest of the body.
/// - Version 1 is the only one. A change that an old receiver would misread takes a new *type*; the
///   version is for a new header.
///
/// | type | name | class | body |
/// |---|---|---|---|
/// | 0 | none | | never sent |
/// | 1 | probe | [ProbeFrame] | STAMP sender packet (RFC 8762), Direct Measurement TLV (RFC 8972) |
/// | 2 | probe reply | [ProbeReplyFrame] | STAMP reflector packet, the same TLV |
/// | 3 | feedback | [FeedbackFrame] | what arrived on one session, see below |
/// | 4 | handshake | [HandshakeFrame] | a WireGuard handshake message of another path |
/// | 5 | urgent probe | [ProbeFrame] | as 1; besides the reply, feedback is wanted at once, also on another path |
/// | 6 | cipher offer | [CipherFrame] | the index of a session's second key; an accept is wanted |
/// | 7 | cipher accept | [CipherFrame] | the same of the other side, in answer |
/// | 8 | copy | [CopyFrame] | a user packet that went by another path too, see below |
/// | 9 | withdrawal | [WithdrawalFrame] | the writer's link of a session is down, see below |
/// | 10 | gaps | [GapsFrame] | counters of a session that are no loss of its path, see below |
/// | 16 | bond | [BondFrame] | a user packet with the sequence of its flow, see below |
/// | 17 | bond ask | [BondAskFrame] | sequences of a flow that were lost on the way, see below |
/// | 18 | protected | [ProtectedFrame] | a user packet with its number in a code, see below |
/// | 19 | repair | [RepairFrame] | parity over packets of a code |
/// | 20 | time | [TimeTrailer] | behind a user packet, when it came to its edge, see below |
/// | 21-31 | | | reserved for data with a flow sequence and for parity |
///
/// ### Probe and reply
///
/// ```
///  0       4                                48                       64
/// +-------+--------------------------------+------------------------+
/// | F1 01 | STAMP sender packet, 44 bytes  | Direct Measurement TLV |
/// +-------+--------------------------------+------------------------+
/// ```
///
/// A reply goes back on the path on which its probe came, so that the pair measures a round trip of
/// that path. Timestamps are the monotonic clock of whoever writes them, as NTP timestamps of
/// arbitrary epoch (S bit clear): only differences are used, and a wall clock may step. The
/// sender's is set just before sealing, the reflector's two at receipt and just before sealing. The
/// TLV's counters count packets of the path, over all its sessions, since the edge began: sent, the
/// probe or reply included; received, the probe included.
///
/// ### Feedback
///
/// What one edge received on one session of one path, cumulative since the session began. It may
/// travel on any path between the two edges, because it names the session: by the receiver index,
/// which the reporter chose for the session and which is unique within the reporter.
///
/// ```
///  0       4            8                16               24               32
/// +-------+------------+----------------+----------------+----------------+
/// | F1 03 | receiver   | highest        | received       | settled        |
/// |       | index      | counter        |                |                |
/// +-------+------------+----------------+----------------+----------------+
///  32               40               48               56             60
/// +----------------+----------------+----------------+--------------+
/// | settled        | bytes          | arrival of the | held, µs     |
/// | received       |                | highest, NTP   |              |
/// +----------------+----------------+----------------+--------------+
///  60               68               76          80
/// +----------------+----------------+-----------+
/// | overflowed     | bursts         | abilities |
/// +----------------+----------------+-----------+
/// ```
///
/// - *highest counter*, *received*: the acknowledgement. Everything up to the highest was sent
///   before it. `received` counts each counter once, those included that came behind the replay
///   window; it never falls, and so orders the reports of a session that came by different paths.
/// - *settled*: how many counters (0 to settled - 1) are older than a reorder time; *settled
///   received*: how many of these came. `settled - settled received` is the exact loss, free of
///   what is only late. A counter that comes later still raises `settled received`.
/// - *overflowed*: how many of those that did not come were lost in the reporter's own receive
///   buffer, after their way. An estimate that is never below what was lost there; each path's
///   share of a socket's drops is unknown.
/// - *bursts*: in how many rows the settled counters did not come, those next to one another being
///   one. Of one that came later still it takes nothing back.
/// - *abilities*: what the reporter reads besides what every edge does, whatever the session: bit
///   n, from the lowest, for frames of type 16 + n. Nobody is sent what it does not say that it
///   reads.
/// - What the first edges did not write, from *overflowed* on, is 0 where it is absent.
/// - *bytes*: of accepted transport messages, their plaintext with padding.
/// - *arrival*, *held*: when the highest came by the reporter's clock, and how long before this
///   report was sealed.
///
/// Feedback is never acknowledged by feedback.
///
/// ### Handshake over another path
///
/// One WireGuard handshake message (initiation, response or cookie reply) exactly as it would have
/// gone out by UDP. The receiver finds the link that it is meant for by its `mac1`, or its receiver
/// index, and handles it as though it had come on that link, except that it teaches no endpoint.
/// The answer goes back the same way.
///
/// ### Second cipher
///
/// Two edges whose signed configurations both say so may seal transport messages with AES-256-GCM
/// (NIST SP 800-38D) instead of ChaCha20-Poly1305, each in its direction. Each side of such a
/// session makes two more keys from the handshake's final chaining key and gives the receiving one
/// a second receiver index; `io.hawser.edge.wireguard` specifies them. The side that initiated the
/// handshake offers, again and again until the other accepts or the session ends.
///
/// ```
///  0       4               6          8            12           16
/// +-------+---------------+----------+------------+------------+
/// | F1 06 | cipher        | reserved | session    | second     |
/// | F1 07 | 1 AES-256-GCM | 0        | index      | index      |
/// +-------+---------------+----------+------------+------------+
/// ```
///
/// - *session index*: the session, by the receiver index that the *reader* of the frame chose in
///   the handshake. The frame may so travel on any path between the two edges.
/// - *second index*: by which a transport message to the *writer* of the frame names the AES key.
///   The writer opens such messages from the moment at which it writes.
/// - Who reads either frame seals with AES-256-GCM on that session from then on. The counter and
///   the replay window go on; both ciphers are accepted until the session ends.
/// - A cipher that the reader doesn't know, and a session that it doesn't know or that has no
///   second keys, is passed over in silence: ChaCha20-Poly1305 stays.
///
/// ### Copy of a packet
///
/// While a path is in doubt, packets of real-time flows are sealed on it as ever, and their copies
/// go by another path. A copy names its original by what is unique between two edges: the session
/// and the counter of the transport message. So neither needs a number of its own, the original
/// needs no other form, and a packet that was sent already can be sent again.
///
/// ```
///  0       4         8           16                length
/// +-------+---------+-----------+-----------------+
/// | F1 08 | session | counter   | IP packet       |
/// |       | index   |           |                 |
/// +-------+---------+-----------+-----------------+
/// ```
///
/// - *session index*: the receiver index that the reader chose in the original's session; that of
///   the first cipher.
/// - The reader asks the replay window of that session. Where the counter is known, the original or
///   another copy came before, and this one is dropped; where it is behind the window likewise.
///   Otherwise the counter is marked as *copied* and the packet delivered.
/// - An original that comes after its copy is opened and counts as received on its path, for what
///   is measured there, but is not delivered again.
///
/// ### Packets that parity can repair
///
/// ```
///  0       4       6          8           12                length
/// +-------+-------+----------+-----------+-----------------+
/// | F1 12 | code  | reserved | number    | IP packet       |
/// |       |       | 0        |           |                 |
/// +-------+-------+----------+-----------+-----------------+
///  0       4       6     8            12       13         16              length
/// +-------+-------+-----+------------+--------+----------+---------------+
/// | F1 13 | code  | key | first      | window | reserved | repair symbol |
/// |       |       |     | number     |        | 0        |               |
/// +-------+-------+-----+------------+--------+----------+---------------+
/// ```
///
/// - *code*: one of the writer's; a writer has one for each class and peer, and takes a new number
///   for each that it begins. Numbers of packets count up by one and wrap.
/// - A repair symbol is over *window* packets from *first number* on; the factors follow from *key*
///   (`io.hawser.edge.fec`, which says how symbols are made). It may go by another path.
/// - The packet of a copy may be a protected one, frame and all.
///
/// ### Time of a packet
///
/// The far edge evens out the spacing of a flow by what it was here. The time stands *behind* the
/// packet, where WireGuard's padding would:
///
/// ```
///  0                   total length       +4            +8
/// +-------------------+------------------+-------------+---------
/// | IP packet         | F1 14 00 08      | time, µs    | padding
/// +-------------------+------------------+-------------+---------
/// ```
///
/// - *time*: the writer's monotonic clock, modulo 2^32, as the packet came from its LAN: before it
///   waited for anything. Only differences within a flow are used.
/// - Whoever does not know of it takes it for padding, as an IP packet says how long it is. So it
///   needs no agreement, and each thing that holds a packet, a frame of type 8, 16 or 18 or a
///   repair symbol, holds it with its time.
/// - As a frame of its own, type 20 is unknown.
///
/// ### Withdrawal of a path
///
/// An edge whose link has gone down knows at once what its peers would only learn from silence. It
/// tells them over every other path that it has to them, once; who misses it notices all the same.
///
/// ```
///  0       4            8
/// +-------+------------+
/// | F1 09 | receiver   |
/// |       | index      |
/// +-------+------------+
/// ```
///
/// - *receiver index*: the session, by the index that the *writer* chose, as in feedback. The
///   reader sends no more on that path until its own probes are answered there again.
///
/// ### Gaps
///
/// A counter is used up when its packet is sealed. What the sender's own queue refuses afterwards
/// is missing at the receiver, and a probe of full size may be lost for its size alone: the sender
/// knows of both, and the receiver takes them out of the loss that it reports for people. It is
/// told without being asked, and again some times, as the notice goes by the same queue.
///
/// ```
///  0       4         8         16        24        32
/// +-------+---------+---------+---------+---------+
/// | F1 0A | session | up to   | unsent  | probe   |
/// |       | index   |         |         |         |
/// +-------+---------+---------+---------+---------+
/// ```
///
/// - *session index*: the session that the sender speaks of, by the receiver index that the
///   *reader* chose. The frame may travel on any path between the two edges.
/// - *up to*: the highest counter that the sender had used; *unsent*: how many of the counters up
///   to there did not leave it, cumulative since the session began.
/// - *probe*: the counter of the last probe of full size that was not answered; all ones where
///   there was none.
///
/// ### Bonded packet
///
/// A flow that is spread over several paths has a sequence of its own, by which the reader puts its
/// packets in order again. Flows know nothing of each other.
///
/// ```
///  0       4              7       8              12              length
/// +-------+--------------+-------+--------------+---------------+
/// | F1 10 | flow         | count | sequence     | IP packet     |
/// +-------+--------------+-------+--------------+---------------+
/// ```
///
/// - *flow*: 24 bits, chosen by the writer, who gives no two flows to one reader the same number
///   within a minute. The reader forgets a flow that pauses for longer than 10 s.
/// - *count*: of the packets of this flow on this path, modulo 256, this one included; one sent
///   again is counted where it is sent again. A gap in it says that a packet was lost on this path,
///   as a gap in the sequence cannot: the missing one may be on its way by another.
/// - *sequence*: 0 in the first packet of a flow; wraps. The same sequence always is the same
///   packet, and the reader delivers it once.
/// - A frame without an IP packet (`length` 12) is a *stone*: there is nothing to wait for at this
///   sequence, because the writer dropped what it was for, or no longer has it.
///
/// ### Ask for a bonded packet
///
/// ```
///  0       4              7          8              12             16
/// +-------+--------------+----------+--------------+--------------+
/// | F1 11 | flow         | flags    | first        | others       |
/// |       |              |          |              |              |
/// +-------+--------------+----------+--------------+--------------+
/// ```
///
/// - *flags*: 1 for *overdue*: the sequences did not come for longer than paths differ, and no
///   later one of their path did either, which may have fallen silent. Else 0: a later one came.
/// - *first*: a sequence of the flow that did not come.
/// - *others*: bit n, from the lowest, asks for the sequence first + 1 + n likewise.
/// - It may come by any path between the two edges. Its reader sends again what it still has, by
///   the path on which it arrives first, what is overdue not by the path that it left by; or a
///   stone where it was lost because too much was sent.
///
/// ### Checksums of TCP
///
/// Between edges the checksum of a whole TCP packet, one that is no fragment, may be 0: it was left
/// to the receiver, which fills it in or has its kernel do so. A sender never sends a checksum of 0
/// that it did not leave; it writes 0xFFFF, which is the same number. This holds for packets with
/// no IPv4 options and no IPv6 extension headers alone, for TCP alone, and never towards a stock
/// peer: there 0 is a checksum like any other.
@NullMarked
package io.hawser.edge.overlay;

import org.jspecify.annotations.NullMarked;
