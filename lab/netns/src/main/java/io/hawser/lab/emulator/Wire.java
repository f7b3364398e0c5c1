package io.hawser.lab.emulator;

import io.hawser.lab.link.DirectionSettings;
import io.hawser.lab.link.LinkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// One wire: the socket towards the edge, the socket towards the transport, and the two directions
/// between.
///
/// Owned by the emulator's loop; not thread-safe.
final class Wire {
  private final String name;
  private final FrameStore store;
  private final PacketSocket edgeSide;
  private final PacketSocket transportSide;
  private final Direction up;
  private final Direction down;
  private final Direction.Output upOutput;
  private final Direction.Output downOutput;
  private LinkSettings settings = LinkSettings.PERFECT;

  Wire(WirePlan plan, FrameStore store, long seed) throws IOException {
    this.name = plan.link();
    this.store = store;
    edgeSide = new PacketSocket(plan.edgeDevice());
    transportSide = new PacketSocket(plan.transportDevice());
    SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
    up = new Direction(store, random.split());
    down = new Direction(store, random.split());
    upOutput = frame -> transportSide.send(store.address(frame), store.length(frame));
    downOutput = frame -> edgeSide.send(store.address(frame), store.length(frame));
    configure(plan.settings());
  }

  String name() {
    return name;
  }

  LinkSettings settings() {
    return settings;
  }

  PacketSocket edgeSide() {
    return edgeSide;
  }

  PacketSocket transportSide() {
    return transportSide;
  }

  void configure(LinkSettings wanted) throws IOException {
    Shaper upShaper = shaper(wanted.up());
    Shaper downShaper = shaper(wanted.down());
    if (wanted.carrierUp() != settings.carrierUp()) {
      edgeSide.setUp(wanted.carrierUp());
    }
    up.configure(wanted.up(), upShaper);
    down.configure(wanted.down(), downShaper);
    settings = wanted;
  }

  private static Shaper shaper(DirectionSettings wanted) throws IOException {
    return wanted.trace().isEmpty()
        ? new RateShaper(wanted.rateBps())
        : new TraceShaper(Recording.read(Path.of(wanted.trace())).opportunitiesMs());
  }

  void offer(boolean fromEdge, int frame, long arrivalNs) {
    int ipLength = store.length(frame) - EthernetFrame.HEADER_LENGTH;
    boolean exempt = EthernetFrame.isNeighbourDiscovery(store, frame);
    Direction direction = fromEdge ? up : down;
    int flow = direction.tellsFlows() ? EthernetFrame.flow(store, frame) : 0;
    direction.offer(frame, ipLength, exempt, flow, arrivalNs);
  }

  void advance(long nowNs, Lateness lateness) {
    up.advance(nowNs, upOutput, lateness);
    down.advance(nowNs, downOutput, lateness);
  }

  long nextDeadlineNs() {
    return Math.min(up.nextDeadlineNs(), down.nextDeadlineNs());
  }

  long takeOverruns() {
    return edgeSide.takeOverruns() + transportSide.takeOverruns();
  }

  Map<String, Map<String, Long>> snapshot() {
    Map<String, Map<String, Long>> both = new LinkedHashMap<>();
    both.put("up", up.counters().snapshot());
    both.put("down", down.counters().snapshot());
    return both;
  }
}
