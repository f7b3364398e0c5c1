package io.hawser.edge.agent.control;

import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.uplink.Uplinks;
import io.hawser.orchestrator.api.Hello;
import io.hawser.orchestrator.api.LinkFacts;
import java.net.URI;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What a [ControlClient] needs to know about its edge.
///
/// `identity` is asked before each attempt, so that a renewed certificate is used; `hello` needs no
/// revision, the client fills it in; `links` are the facts at the start.
public record ControlSetup(
    URI orchestrator,
    Supplier<Identity> identity,
    PrivateKey tlsKey,
    Uplinks uplinks,
    Hello hello,
    LinkFacts links,
    Clock clock,
    RandomGenerator random,
    ControlTimes times) {}
