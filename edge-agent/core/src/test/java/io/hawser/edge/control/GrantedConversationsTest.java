package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.packet.IpPacket;
import io.hawser.edge.packet.Packets;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrantedConversationsTest {
  private static final String CLASSES =
      """
      version: 1
      applications:
        - name: web
          match: [{protocol: udp, ports: [443]}]
        - name: marked
          match: [{dscp: ef}]
      classes:
        - {name: default}
        - {name: games, applications: [marked], mode: %s}
      default-class: default
      """;
  private static final String OPEN = CLASSES.formatted("single");
  private static final String WEB_FROM_BRANCH =
      OPEN
          + """
          grants:
            - {name: shops, from: [branch], to: [hq], applications: [web]}
          """;
  private static final String MARKED_FROM_BRANCH = WEB_FROM_BRANCH.replace("[web]}", "[marked]}");
  private static final String NOTHING_OF_THIS =
      OPEN
          + """
          grants:
            - {name: else, from: [hq], to: [branch], applications: [marked]}
          """;

  private final Simulation simulation = new Simulation(1);
  private final VirtualEdge branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");

  @BeforeEach
  void connect() {
    Network network = new Network(simulation);
    LinkProfile wire = LinkProfile.ofDelay(Duration.ofMillis(5));
    branch.attach(network, "broadband", "192.0.2.1", wire);
    hq.attach(network, "broadband", "192.0.2.2", wire);
  }

  @Test
  void passWithTheirAnswers() {
    apply(WEB_FROM_BRANCH);
    answer();
    assertThat(hq.dropped(DropReason.NOT_GRANTED)).isEqualTo(1);

    request();
    answer();

    assertThat(hq.delivered).hasSize(1);
    assertThat(branch.delivered).hasSize(1);
  }

  @Test
  void endInBothDirectionsWhenTheirGrantIsRevoked() {
    apply(WEB_FROM_BRANCH);
    request();
    answer();

    apply(NOTHING_OF_THIS);
    request();
    answer();

    assertThat(hq.delivered).hasSize(1);
    assertThat(branch.delivered).hasSize(1);
    assertThat(branch.dropped(DropReason.NOT_GRANTED)).isEqualTo(1);
    assertThat(hq.dropped(DropReason.NOT_GRANTED)).isEqualTo(1);
  }

  @Test
  void loseNoAnswerToAPolicyThatGrantsThemStill() {
    apply(WEB_FROM_BRANCH);
    request();

    apply(WEB_FROM_BRANCH + "# again\n");
    answer();

    assertThat(branch.delivered).hasSize(1);
  }

  @Test
  void getAnAnswerAfterHoursInWhichOnlyOneSideSpoke() {
    apply(WEB_FROM_BRANCH);
    for (int minute = 0; minute < 120; minute++) {
      request();
      run(60);
    }

    answer();

    assertThat(branch.delivered).hasSize(1);
  }

  @Test
  void knowAnAnswerByItsConversationAndNotByItsOwnCodePoint() {
    apply(MARKED_FROM_BRANCH);
    branch.send(marked(Packets.udp("10.1.0.2", 4000, "10.2.0.9", 9000, 10)));
    run(1);

    hq.send(Packets.udp("10.2.0.9", 9000, "10.1.0.2", 4000, 10));
    run(1);
    apply(MARKED_FROM_BRANCH + "# again\n");
    hq.send(Packets.udp("10.2.0.9", 9000, "10.1.0.2", 4000, 10));
    run(1);

    assertThat(branch.delivered).hasSize(2);
  }

  @Test
  void letTheErrorsPassThatTheyProvoke() {
    apply(WEB_FROM_BRANCH);
    request();
    byte[] unreachable = unreachable(Packets.udp("10.1.0.2", 4000, "10.2.0.9", 443, 10));

    hq.send(unreachable.clone());
    run(1);
    hq.send(unreachable(Packets.udp("10.1.0.2", 4001, "10.2.0.9", 443, 10)));
    run(1);
    byte[] toAnother = unreachable.clone();
    toAnother[19] = 3;
    hq.send(toAnother);
    run(1);

    assertThat(branch.delivered).containsExactly(unreachable);
    assertThat(hq.dropped(DropReason.NOT_GRANTED)).as("two other errors").isEqualTo(2);
  }

  @Test
  void areNotChangedByAStrangersPackets() {
    apply(WEB_FROM_BRANCH);
    request();
    branch.send(marked(Packets.udp("10.9.0.2", 443, "10.2.0.9", 4000, 10)));
    run(1);

    assertThat(hq.dropped(DropReason.FOREIGN_SOURCE) + branch.dropped(DropReason.NOT_GRANTED))
        .isEqualTo(1);
    answer();
    assertThat(branch.delivered).hasSize(1);
  }

  @Test
  void doNotPassWhereTheirClassIsDenied() {
    apply(CLASSES.formatted("deny"));
    branch.send(marked(Packets.udp("10.1.0.2", 4000, "10.2.0.9", 9000, 10)));
    run(1);

    assertThat(hq.delivered).isEmpty();
    assertThat(branch.dropped(DropReason.DENIED)).isEqualTo(1);
  }

  @Test
  void areRefusedAtTheirEndToo() {
    branch.configure(Policy.parse(OPEN, "policy.yaml"), hq);
    hq.configure(Policy.parse(CLASSES.formatted("deny"), "policy.yaml"), branch);
    run(5);
    branch.send(marked(Packets.udp("10.1.0.2", 4000, "10.2.0.9", 9000, 10)));
    run(1);

    assertThat(hq.delivered).isEmpty();
    assertThat(hq.dropped(DropReason.DENIED)).isEqualTo(1);
  }

  private void apply(String policy) {
    branch.configure(Policy.parse(policy, "policy.yaml"), hq);
    hq.configure(Policy.parse(policy, "policy.yaml"), branch);
    run(5);
  }

  private void request() {
    branch.send(Packets.udp("10.1.0.2", 4000, "10.2.0.9", 443, 10));
    run(1);
  }

  private void answer() {
    hq.send(Packets.udp("10.2.0.9", 443, "10.1.0.2", 4000, 10));
    run(1);
  }

  private static byte[] marked(byte[] packet) {
    packet[1] = (byte) (46 << 2);
    return packet;
  }

  private static byte[] unreachable(byte[] about) {
    byte[] icmp = new byte[8 + 28];
    icmp[0] = 3;
    icmp[1] = 3;
    System.arraycopy(about, 0, icmp, 8, 28);
    return Packets.ip("10.2.0.1", "10.1.0.2", IpPacket.PROTOCOL_ICMP, icmp, 2);
  }

  private void run(int seconds) {
    simulation.runFor(Duration.ofSeconds(seconds).toNanos());
  }
}
