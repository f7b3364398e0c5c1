package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.Tai64n;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.PrefixMap;
import io.hawser.edge.steer.Route;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.Contact;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.Indices;
import io.hawser.edge.wireguard.LocalIdentity;
import io.hawser.edge.wireguard.Peering;
import io.hawser.edge.wireguard.PeeringOutput;
import io.hawser.edge.wireguard.PeeringSettings;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.edge.wireguard.Surroundings;
import io.hawser.edge.wireguard.TimestampLog;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import io.hawser.policy.SteeringMode;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// `Outbound` with one path on a link of 3 Mbit/s: to an edge, or to a stock client. Packets are
/// told apart by their length.
class FullLinkTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final long RATE = 3_000_000;
  private static final int MTU = 1_420;
  private static final int LEAST = 800;

  /// A datagram is filled to a multiple of it.
  private static final int STEP = 16;

  /// `VIRTIO_NET_HDR_GSO_UDP_L4`.
  private static final int UDP_SEGMENTS = 5;

  private static final String DENIED =
      """
      version: 1
      classes: [{name: all, mode: deny}]
      default-class: all
      """;

  private static final String ALLOWED = DENIED.replace(", mode: deny", "");

  private final List<Integer> left = new ArrayList<>();
  private final DropCounters drops = new DropCounters();
  private final Outbound outbound =
      new Outbound(
          new Wire(),
          (_, _, _) -> true,
          silent(ControlEvents.class),
          silent(InboundCommands.class),
          drops);
  private long epoch;

  private final class Wire implements WireEgress {
    private final MemorySegment memory = MemorySegment.ofArray(new byte[65_536]);

    @Override
    public MemorySegment memory() {
      return memory;
    }

    @Override
    public long room(int length) {
      return 0;
    }

    @Override
    public boolean toWire(Endpoint to, long offset, int length) {
      left.add(length);
      return true;
    }
  }

  @Test
  void whatWaitedForASessionWaitsForTheLinkToo() {
    configure(true, ALLOWED, Map.of(0, RATE));
    give(20, 0);
    outbound.onInstallKey(0, session(), 0);
    assertThat(left).hasSizeLessThan(5);
    give(3, 0);
    run(1_000);

    assertThat(left.subList(0, 20)).hasSize(20).isSorted().doesNotHaveDuplicates();
    assertThat(left).hasSize(23);
  }

  @Test
  void whatIsDeniedMeanwhileDoesNotLeave() {
    configure(false, ALLOWED, Map.of(0, RATE));
    outbound.onInstallKey(0, session(), 0);
    give(20, 0);
    int before = left.size();
    configure(false, DENIED, Map.of(0, RATE));
    run(1_000);

    assertThat(left).hasSize(before);
    assertThat(drops.of(DropReason.DENIED)).isEqualTo(20 - before);
  }

  @Test
  void nothingWaitsWhereTheRateIsNotKnown() {
    configure(false, ALLOWED, Map.of());
    outbound.onInstallKey(0, session(), 0);
    give(20, 0);

    assertThat(left).hasSize(20).isSorted();
  }

  @Test
  void theSegmentsOfASuperPacketWaitOneBehindTheOther() {
    configure(false, ALLOWED, Map.of(0, RATE));
    outbound.onInstallKey(0, session(), 0);
    int size = 1_000;
    int total = 28 + 20 * size + 1;
    byte[] packet = framed(Packets.udp("10.1.0.2", 1_000, "10.2.0.9", 2_000, total - 28));
    VirtioHeader.segments(MemorySegment.ofArray(packet), 0, UDP_SEGMENTS, 28, size, 20, 6);
    outbound.onTunPacket(MemorySegment.ofArray(packet), 0, packet.length, 0);
    assertThat(left).hasSizeLessThan(5);
    run(1_000);

    assertThat(left).hasSize(21);
    assertThat(left.getLast()).isEqualTo(Collections.min(left)).isLessThan(left.getFirst());
  }

  private void give(int packets, long nowNs) {
    for (int n = 0; n < packets; n++) {
      byte[] packet =
          framed(Packets.udp("10.1.0.2", 1_000, "10.2.0.9", 2_000, LEAST + n * STEP - 28));
      outbound.onTunPacket(MemorySegment.ofArray(packet), 0, packet.length, nowNs);
    }
  }

  private static byte[] framed(byte[] packet) {
    byte[] framed = new byte[VirtioHeader.LENGTH + packet.length];
    System.arraycopy(packet, 0, framed, VirtioHeader.LENGTH, packet.length);
    return framed;
  }

  private void run(int ms) {
    for (int now = 0; now <= ms; now++) {
      outbound.onCycle(now * NS_PER_MS);
      outbound.onTick(now * NS_PER_MS);
    }
  }

  // ---------------------------------------------------------------- what is around it

  private void configure(boolean stock, String policy, Map<Integer, Long> rates) {
    Prefix there = Prefix.parse("10.2.0.0/24");
    PeerSlot peer =
        new PeerSlot(0, "hq", "hq", "hq", !stock, new PrefixMap<>(Map.of(there, Boolean.TRUE)));
    PathSlot path =
        new PathSlot(
            0,
            1,
            "a>hq/a",
            0,
            MTU,
            stock,
            PathSlot.Cost.NONE,
            new PathCounters(),
            new PathCounters());
    outbound.onCycle(0);
    outbound.onForwarding(
        Forwarding.of(
            ++epoch,
            Policy.parse(policy, "policy.yaml"),
            new PrefixMap<>(Map.of(there, new Route("hq", List.of(0)))),
            List.of(peer),
            List.of(path),
            rates));
    Choice only = new Choice(SteeringMode.SINGLE, List.of(List.of(0)), "only", "only");
    outbound.onSteering(new SteeringTable(epoch, List.of(List.of(only))));
  }

  private static <T> T silent(Class<T> neighbour) {
    return neighbour.cast(
        Proxy.newProxyInstance(
            neighbour.getClassLoader(),
            new Class<?>[] {neighbour},
            (_, method, _) -> method.getReturnType() == boolean.class ? true : null));
  }

  private static SendKey session() {
    Side one = new Side(1);
    Side other = new Side(2);
    one.add(other);
    other.add(one);
    Objects.requireNonNull(one.peering).wantSession(0);
    other.hear(one);
    one.hear(other);
    return Objects.requireNonNull(one.sendKey);
  }

  /// One side of a handshake.
  private static final class Side {
    final Endpoint endpoint;
    final PrivateKey key;
    final LocalIdentity identity;
    @Nullable Peering peering;
    @Nullable SendKey sendKey;
    byte[] sent = {};

    Side(int number) {
      Random random = new Random(number);
      endpoint = new Endpoint(0, new InetSocketAddress("192.0.2." + number, 51_820));
      key = PrivateKey.generate(random::nextBytes);
      identity =
          new LocalIdentity(
              key,
              new NoLog(),
              new Surroundings(
                  random::nextBytes,
                  new PacketCiphers(JdkAead.SUITE, false),
                  new Indices(random::nextBytes),
                  () -> 0,
                  output()));
    }

    private PeeringOutput output() {
      return (PeeringOutput)
          Proxy.newProxyInstance(
              Side.class.getClassLoader(),
              new Class<?>[] {PeeringOutput.class},
              (_, method, arguments) -> {
                switch (method.getName()) {
                  case "sendHandshake" -> sent = (byte[]) arguments[1];
                  case "installSendKey" -> sendKey = (SendKey) arguments[1];
                  default -> {}
                }
                return null;
              });
    }

    void add(Side other) {
      peering =
          identity.add(
              new PeeringSettings(
                  other.key.publicKey(), PresharedKey.NONE, 0, Contact.ANY_SOCKET, other.endpoint),
              0);
    }

    void hear(Side other) {
      identity.onDatagram(other.sent, other.sent.length, other.endpoint, 0);
    }
  }

  private record NoLog() implements TimestampLog {
    @Override
    public Tai64n reserved() {
      return Tai64n.LEAST;
    }

    @Override
    public void reserve(Tai64n upTo) {}
  }
}
