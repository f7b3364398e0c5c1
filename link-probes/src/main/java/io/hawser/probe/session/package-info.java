/// Plain STAMP over UDP towards foreign peers: both ends as state machines, sans IO.
///
/// ```
///   StampSender                                  StampReflector
///   write(nowNs) ---- request (StampLayout) ---> onRequest: whether, and what, to answer
///   onReply <------------- reply --------------- complete: time of sending, HMAC
///   result()
/// ```
///
/// Of RFC 8762: both modes of authentication, a stateless and a stateful reflector, symmetrical
/// packets, TWAMP Light (section 4.6) in the open mode. Of RFC 8972: the session identifier, the
/// TLVs Extra Padding, Direct Measurement and HMAC, and the flags of all others.
///
/// What a reflector may be abused for, and what stands against it:
///
/// | abuse | defence |
/// |---|---|
/// | amplification | a reply is never longer than its request; short requests of TWAMP Light are answered only where asked for |
/// | two reflectors kept busy with each other | no request is taken from a well-known port or from the reflector's own, and none that is itself a reply ([io.hawser.probe.StampLayout#isReply]) |
/// | reflection onto others | only peers that are named, and a budget a source and for all |
/// | memory | sources and sessions are counted; when full, who is new takes the place of who was quiet for long, or is refused |
/// | sessions without number, so that others find no room | a source has its share of the sessions |
/// | forged authenticated packets | the HMAC is checked before a budget is touched |
///
/// Whatever gets no answer is counted under one [io.hawser.probe.session.StampDrop]. Objects have
/// one writer and are not thread-safe.
@NullMarked
package io.hawser.probe.session;

import org.jspecify.annotations.NullMarked;
