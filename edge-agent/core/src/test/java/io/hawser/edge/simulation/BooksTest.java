package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.edge.control.Steerer;
import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Kind;
import io.hawser.lab.simnet.Network;
import io.hawser.policy.PathFact;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Each rule of the books is shown to catch who breaks it.
class BooksTest {
  private static final Steerer NOWHERE =
      (_, facts, _) ->
          facts.stream()
              .map(PathFact::peer)
              .distinct()
              .map(peer -> verdict("voice", peer, List.of()))
              .toList();

  private static final Steerer METERED_FIRST =
      (_, facts, _) ->
          facts.stream()
              .map(PathFact::peer)
              .distinct()
              .map(peer -> verdict("voice", peer, meteredFirst(facts.stream().toList())))
              .toList();

  private static SteeringVerdict verdict(String name, String peer, List<List<String>> tiers) {
    return new SteeringVerdict(name, peer, SteeringMode.SINGLE, tiers, "planted", "planted");
  }

  private static List<List<String>> meteredFirst(List<PathFact> facts) {
    return facts.stream()
        .filter(fact -> fact.condition().carries())
        .sorted(Comparator.comparing(fact -> !fact.metered()))
        .map(fact -> List.of(fact.pathId()))
        .toList();
  }

  @Test
  void catchesAPacketThatGoesNowhereUncounted() {
    Company company = company(Company.RULES);
    Books books = books(company);
    books.onPacket(packet(company), () -> {});
    assertThatThrownBy(() -> company.run(Duration.ofMillis(500)))
        .hasMessageContaining("left by 0 links, was refused by 0 and counted as dropped 0 times");
  }

  @Test
  void catchesADatagramThatIsNeitherDeliveredNorCounted() {
    Company company = company(Company.RULES);
    Books books = books(company);
    books.onDatagram(datagram(company), () -> {});
    assertThatThrownBy(() -> company.run(Duration.ofMillis(500)))
        .hasMessageContaining("was delivered 0 times and counted as dropped 0 times");
  }

  @Test
  void catchesAPacketThatIsDeliveredTwice() {
    Company company = company(Company.RULES);
    Books books = books(company);
    books.onDatagram(datagram(company), () -> books.onDelivered(packet(company)));
    books.onDatagram(datagram(company), () -> books.onDelivered(packet(company)));
    assertThatThrownBy(() -> company.run(Duration.ofMillis(500)))
        .hasMessageContaining("was delivered twice");
  }

  @Test
  void catchesAPacketOnAMeteredBackupWhileAnotherLinkIsGood() {
    Company company = company(() -> METERED_FIRST);
    company.stream(company.branch, company.hq, Kind.VOICE, 10);
    company.run(Duration.ofSeconds(59));
    assertThatThrownBy(() -> company.run(Duration.ofSeconds(10)))
        .hasMessageContaining("leaves by lte though broadband>hq/fibre is up");
  }

  @Test
  void catchesAClassWithoutAPathWhileOneIsUp() {
    assertThatThrownBy(() -> company(() -> NOWHERE).run(Duration.ofSeconds(5)))
        .hasMessageContaining("voice has no path though");
  }

  @Test
  void catchesAPacketThatLeavesThoughItsClassIsDenied() {
    Company company = company(Company.RULES);
    Books books = books(company);
    company.configure(Policies.withoutCalls());
    books.onLeaving("broadband", fibre(company), datagram(company), true);
    assertThatThrownBy(() -> company.run(Duration.ofMillis(500)))
        .hasMessageContaining("leaves by broadband though voice is denied");
  }

  @Test
  void catchesADatagramThatLeavesByADrilledLink() {
    Company company = company(Company.RULES);
    company.run(Duration.ofSeconds(5));
    Books books = books(company);
    company.branch.drill("broadband", Duration.ofSeconds(30), false);
    books.onLeaving("broadband", fibre(company), new byte[64], true);
    assertThatThrownBy(() -> company.run(Duration.ofMillis(500)))
        .hasMessageContaining("a datagram leaves by broadband, which is drilled");
  }

  @Test
  void catchesADatagramBetweenLinksThatMakeNoPath() {
    Company company = company(Company.RULES);
    Books books = books(company);
    InetAddress mpls = InetAddress.ofLiteral("172.16.0.1");
    Network cloud = new Network(company.simulation);
    company.hq.attach(Line.of("mpls", "mpls"), host -> cloud.attach(host, mpls, Company.BROADBAND));
    books.onLeaving("broadband", new InetSocketAddress(mpls, 51_820), new byte[64], true);
    assertThatThrownBy(() -> company.run(Duration.ofMillis(500)))
        .hasMessageContaining(
            "a datagram leaves by broadband for 172.16.0.1, which is no link of a peer on its"
                + " transport");
  }

  @Test
  void catchesAStrictClassWithoutAPathWhileOneIsWithinItsSla() {
    Company company = company(() -> NOWHERE);
    company.branch.configure(StrictTest.STRICT_CALLS, company.hq);
    company.hq.configure(StrictTest.STRICT_CALLS, company.branch);
    assertThatThrownBy(() -> company.run(Duration.ofSeconds(5)))
        .hasMessageContaining("voice has no path though");
  }

  @Test
  void findsNothingToSayOfTheProductsRules() {
    Company company = company(Company.RULES);
    company.call();
    assertThatCode(() -> company.run(Duration.ofMinutes(2))).doesNotThrowAnyException();
  }

  /// Of which the first leaves the metered backup only, and the second nothing.
  @Test
  void findsNothingToSayOfDrills() {
    Company company = company(Company.RULES);
    company.call();
    company.data();
    company.run(Duration.ofSeconds(30));
    company.branch.drill("broadband", Duration.ofSeconds(10), false);
    company.run(Duration.ofMinutes(1));
    company.hq.drill("fibre", Duration.ofSeconds(10), true);
    assertThatCode(() -> company.run(Duration.ofMinutes(1))).doesNotThrowAnyException();
    assertThat(company.branch.dropped(DropReason.DRILL)).isPositive();
    assertThat(company.hq.dropped(DropReason.DRILL)).isPositive();
  }

  /// While calls go on: it is denied at one end first, so that the other one's packets meet that.
  @Test
  void findsNothingToSayOfADeniedClass() {
    Company company = company(Company.RULES);
    Company.Call call = company.call();
    company.data();
    company.run(Duration.ofSeconds(10));
    company.hq.configure(Policies.withoutCalls(), company.branch);
    company.run(Duration.ofSeconds(5));
    assertThat(company.hq.dropped(DropReason.DENIED)).isPositive();
    company.branch.configure(Policies.withoutCalls(), company.hq);
    long atNs = company.nowNs();
    company.run(Duration.ofSeconds(5));
    assertThat(company.branch.dropped(DropReason.DENIED)).isPositive();
    for (Stream stream : call.both()) {
      assertThat(stream.sent(atNs, Stream.NEVER)).allMatch(packet -> packet.links.isEmpty());
    }
  }

  private static InetSocketAddress fibre(Company company) {
    InetAddress address = Objects.requireNonNull(company.hq.ports.get("fibre")).address();
    return new InetSocketAddress(address, 51_820);
  }

  private static Company company(Supplier<Steerer> rules) {
    return new Company(
        1,
        rules,
        List.of(
            Link.of("broadband", Company.BROADBAND), Link.of("lte", Company.LTE).meteredBackup()),
        List.of());
  }

  /// Of the branch, in place of those that the company has; they know one stream.
  private static Books books(Company company) {
    Stream stream = company.stream(company.branch, company.hq, Kind.VOICE, 1);
    company.run(Duration.ofSeconds(1));
    stream.stop();
    return new Books(
        company.simulation,
        company.branch,
        List.of(company.branch, company.hq),
        List.of(stream),
        (String link, InetSocketAddress _) -> link,
        Set.of("lte"));
  }

  private static byte[] packet(Company company) {
    return Stream.example(company.branch, company.hq);
  }

  /// The packet behind a tunnel's header, and a tag.
  private static byte[] datagram(Company company) {
    byte[] packet = packet(company);
    byte[] datagram = new byte[16 + packet.length + 16];
    System.arraycopy(packet, 0, datagram, 16, packet.length);
    return datagram;
  }
}
