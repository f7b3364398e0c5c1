package io.hawser.edge.agent.process;

import com.google.protobuf.ByteString;
import io.hawser.edge.agent.linux.BootClock;
import io.hawser.edge.agent.linux.Device;
import io.hawser.edge.agent.linux.DeviceAddress;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.control.ControlListener.Move;
import io.hawser.edge.control.SessionView;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathView;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.LinkFact;
import io.hawser.orchestrator.api.LinkFacts;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.api.PathMeasurement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Words what the edge knows for the control channel.
final class Reporter {
  private static final long NS_PER_US = 1_000;
  private static final long NS_PER_MS = 1_000_000;

  private final DeviceKeys keys;

  Reporter(DeviceKeys keys) {
    this.keys = keys;
  }

  /// All devices with their links; keys are told for configured ones.
  LinkFacts links(Devices devices, EdgeConfiguration configuration) {
    Map<String, Link> links = new HashMap<>();
    configuration.getLinksList().forEach(link -> links.put(link.getDevice(), link));
    LinkFacts.Builder facts = LinkFacts.newBuilder();
    String lan = configuration.getLan().getDevice();
    for (Device device : devices.all()) {
      Link link = links.remove(device.name());
      if (link != null || isWire(device.name(), lan)) {
        facts.addLinks(fact(device, link == null ? "" : link.getName()));
      }
    }
    links.values().forEach(absent -> facts.addLinks(absent(absent)));
    return facts.build();
  }

  private static boolean isWire(String device, String lan) {
    return !device.equals("lo") && !device.equals(lan) && !device.equals(EdgeProcess.TUN);
  }

  private LinkFact fact(Device device, String name) {
    LinkFact.Builder fact =
        LinkFact.newBuilder()
            .setName(name)
            .setDevice(device.name())
            .setUp(device.up())
            .setMtu(device.mtu());
    device.addresses().stream()
        .filter(DeviceAddress::isGlobal)
        .forEach(address -> fact.addAddresses(address.address().getHostAddress()));
    return name.isEmpty() ? fact.build() : fact.setPublicKey(publicKey(name)).build();
  }

  private LinkFact absent(Link link) {
    return LinkFact.newBuilder()
        .setName(link.getName())
        .setDevice(link.getDevice())
        .setPublicKey(publicKey(link.getName()))
        .build();
  }

  private ByteString publicKey(String link) {
    return ByteString.copyFrom(keys.linkKey(link).publicKey());
  }

  /// What is known of every path between edges.
  static Measurements measurements(List<PathView> paths, List<SessionView> sessions, long nowNs) {
    Map<String, SessionView> byPath = new HashMap<>();
    sessions.forEach(session -> byPath.put(session.pathId(), session));
    Measurements.Builder report = Measurements.newBuilder().setEpochMs(epochMs());
    for (PathView path : paths) {
      SessionView session = byPath.get(path.label().pathId());
      if (session != null) {
        report.addPaths(measurement(path, session, nowNs));
      }
    }
    return report.build();
  }

  private static PathMeasurement measurement(PathView path, SessionView session, long nowNs) {
    PathChange change = path.outboundChange();
    return PathMeasurement.newBuilder()
        .setLink(path.label().link())
        .setPeerId(session.peerId())
        .setPeerLink(path.label().peerLink())
        .setStateOut(word(path.outbound()))
        .setStateIn(word(path.inbound()))
        .setCause(change == null ? "" : change.text())
        .setRttUs(microseconds(path.smoothedRttNs()))
        .setJitterUs(microseconds(path.jitterNs()))
        .setLossOutPpm(path.outboundLossPpm())
        .setLossInPpm(path.inboundLossPpm())
        .setTxBytes(session.sentBytes())
        .setRxBytes(session.receivedBytes())
        .setSinceMs(change == null ? 0 : (nowNs - change.atNs()) / NS_PER_MS)
        .build();
  }

  static Event event(PathChange change, String edgeName) {
    return Event.newBuilder()
        .setEpochMs(epochMs())
        .setKind("path-state")
        .setSubject(
            "%s/%s > %s/%s %s"
                .formatted(
                    edgeName,
                    change.path().link(),
                    change.path().peer(),
                    change.path().peerLink(),
                    word(change.direction())))
        .setFrom(word(change.from()))
        .setTo(word(change.to()))
        .setCause(change.text())
        .build();
  }

  static Event event(Move move, String edgeName) {
    return Event.newBuilder()
        .setEpochMs(epochMs())
        .setKind("move")
        .setSubject("%s: %s > %s".formatted(edgeName, move.trafficClass(), move.peer()))
        .setFrom(move.from())
        .setTo(move.to())
        .setCause(move.cause().isEmpty() ? move.reason() : move.cause())
        .setRule(move.rule())
        .build();
  }

  static Event awayEvent(String peer, boolean away, String edgeName) {
    return Event.newBuilder()
        .setEpochMs(epochMs())
        .setKind("path-state")
        .setSubject(edgeName + " > " + peer)
        .setFrom(away ? "there" : "away")
        .setTo(away ? "away" : "there")
        .setCause(away ? "all paths fell silent at once" : "heard again")
        .build();
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static long microseconds(long ns) {
    return ns < 0 ? -1 : ns / NS_PER_US;
  }

  private static long epochMs() {
    return BootClock.wallEpochNs() / NS_PER_MS;
  }
}
