package io.hawser.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationMatcherTest {
  private static final Policy POLICY =
      Policy.parse(
          """
          version: 1
          applications:
            - {name: web, match: [{protocol: tcp, ports: [80, 443]}]}
            - {name: intranet, match: [{protocol: tcp, ports: [443], prefixes: [10.20.0.0/16]}]}
            - {name: site-20, match: [{prefixes: [10.20.0.0/16, "2001:db8:20::/48"]}]}
            - {name: server, match: [{prefixes: [10.20.1.1]}]}
            - {name: marked, match: [{dscp: ef}]}
            - {name: calls, match: [{protocol: udp, ports: [16384-32767]}]}
            - {name: sip, match: [{ports: [20000]}]}
            - {name: ping, match: [{protocol: icmp}]}
          classes:
            - {name: real-time, applications: [marked, calls]}
            - {name: rest}
          default-class: rest
          """,
          "test");

  @ParameterizedTest
  @CsvSource({
    "web, 6, 192.0.2.1, 40000, 198.51.100.1, 443, 0",
    "web, 6, 192.0.2.1, 40000, 2001:db8::1, 80, 46",
    "intranet, 6, 10.1.0.1, 40000, 10.20.3.4, 443, 0",
    "site-20, 6, 10.20.0.1, 40000, 192.0.2.1, 443, 0",
    "site-20, 17, 10.1.0.1, 1, 10.20.3.4, 2, 0",
    "site-20, 17, 2001:db8::1, 1, 2001:db8:20:1::4, 2, 0",
    "server, 6, 10.20.0.1, 40000, 10.20.1.1, 443, 0",
    "marked, 47, 192.0.2.1, 0, 192.0.2.2, 0, 46",
    "calls, 17, 192.0.2.1, 17000, 192.0.2.2, 9, 0",
    "sip, 17, 192.0.2.1, 17000, 192.0.2.2, 20000, 46",
    "-, 132, 192.0.2.1, 17000, 192.0.2.2, 20000, 0",
    "ping, 1, 192.0.2.1, 0, 192.0.2.2, 0, 0",
    "-, 58, 2001:db8::1, 0, 2001:db8::2, 0, 0",
    "-, 6, 192.0.2.1, 1, 192.0.2.2, 2, 0",
  })
  void findsTheMostSpecificApplicationInBothDirections(
      String expected, int protocol, String from, int fromPort, String to, int toPort, int dscp)
      throws Exception {
    InetAddress source = InetAddress.getByName(from);
    InetAddress destination = InetAddress.getByName(to);

    assertThat(name(classify(protocol, source, fromPort, destination, toPort, dscp)))
        .isEqualTo(expected);
    assertThat(name(classify(protocol, destination, toPort, source, fromPort, dscp)))
        .isEqualTo(expected);
  }

  private static int classify(
      int protocol,
      InetAddress source,
      int sourcePort,
      InetAddress destination,
      int destinationPort,
      int dscp) {
    return ApplicationMatcher.of(POLICY)
        .classify(
            protocol,
            Prefix.highOf(source),
            Prefix.lowOf(source),
            Prefix.highOf(destination),
            Prefix.lowOf(destination),
            sourcePort,
            destinationPort,
            dscp);
  }

  private static String name(int application) {
    return application == ApplicationMatcher.UNRECOGNISED
        ? "-"
        : POLICY.applications().get(application).name();
  }

  @Test
  void carriesWhatNoClassClaimsInTheDefaultClass() {
    ApplicationMatcher matcher = ApplicationMatcher.of(POLICY);

    assertThat(matcher.classOf(4)).isZero();
    assertThat(matcher.classOf(0)).isEqualTo(1);
    assertThat(matcher.classOf(ApplicationMatcher.UNRECOGNISED)).isEqualTo(1);
  }

  @Test
  void agreesWithANaiveSearchInBothDirections() {
    long seed = System.nanoTime();
    System.out.println("ApplicationMatcherTest seed " + seed);
    var random = new Random(seed);
    var policies = new RandomPolicy(random);
    int recognised = 0;
    for (int i = 0; i < 300; i++) {
      Policy policy = policies.next();
      ApplicationMatcher matcher = ApplicationMatcher.of(policy);
      for (int j = 0; j < 30; j++) {
        Flow flow = Flow.near(policy, random);
        int found = flow.classify(matcher);

        assertThat(found).isEqualTo(flow.naively(policy));
        assertThat(flow.reversed().classify(matcher)).isEqualTo(found);
        recognised += found >= 0 ? 1 : 0;
      }
    }
    assertThat(recognised).isGreaterThan(500);
  }

  private record End(long high, long low, int port) {}

  private record Flow(int protocol, End source, End destination, int dscp) {
    /// A flow that some match of the policy has a fair chance to fit.
    static Flow near(Policy policy, Random random) {
      List<Match> matches =
          policy.applications().stream().flatMap(a -> a.matches().stream()).toList();
      Match match =
          matches.isEmpty()
              ? new RandomPolicy(random).match()
              : matches.get(random.nextInt(matches.size()));
      int protocol = match.protocol() == Match.ANY_PROTOCOL ? 17 : match.protocol();
      Prefix prefix =
          match.prefixes().isEmpty() ? Prefix.parse("192.0.2.1") : match.prefixes().getFirst();
      int port = match.ports().isEmpty() ? 0 : match.ports().getLast().last();
      int dscp = match.dscp().isEmpty() ? 0 : match.dscp().getFirst();
      return new Flow(
          protocol,
          new End(prefix.high(), prefix.low(), port),
          new End(1, 2, random.nextInt(65_536)),
          dscp);
    }

    Flow reversed() {
      return new Flow(protocol, destination, source, dscp);
    }

    int classify(ApplicationMatcher matcher) {
      return matcher.classify(
          protocol,
          source.high,
          source.low,
          destination.high,
          destination.low,
          source.port,
          destination.port,
          dscp);
    }

    int naively(Policy policy) {
      Optional<FlowPattern> best =
          FlowPattern.of(policy.applications()).stream()
              .filter(p -> fits(p, source) || fits(p, destination))
              .min(
                  Comparator.comparingInt(
                          (FlowPattern p) -> p.prefix() == null ? 1 : -p.prefix().length())
                      .thenComparingInt(
                          p -> p.ports() == null ? 99_999 : p.ports().last() - p.ports().first())
                      .thenComparingInt(p -> p.protocol() < 0 ? 1 : 0)
                      .thenComparingInt(p -> p.dscp() < 0 ? 1 : 0)
                      .thenComparingInt(FlowPattern::rank));
      return best.map(FlowPattern::application).orElse(-1);
    }

    private boolean fits(FlowPattern p, End end) {
      boolean protocolFits = p.protocol() == protocol || p.protocol() < 0;
      boolean portFits =
          p.ports() == null || ((protocol == 6 || protocol == 17) && p.ports().contains(end.port));
      return protocolFits
          && portFits
          && (p.prefix() == null || p.prefix().contains(end.high, end.low))
          && (p.dscp() < 0 || p.dscp() == dscp);
    }
  }
}
