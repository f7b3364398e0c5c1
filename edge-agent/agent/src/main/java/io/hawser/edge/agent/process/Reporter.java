package io.hawser.edge.agent.process;

import com.google.protobuf.ByteString;
import io.hawser.edge.agent.linux.BootClock;
import io.hawser.edge.agent.linux.Device;
import io.hawser.edge.agent.linux.DeviceAddress;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.control.ControlListener.Move;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.SessionView;
import io.hawser.edge.dataplane.LinkQueueView;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathView;
import io.hawser.edge.qos.QueueView;
import io.hawser.orchestrator.api.ClassQueue;
import io.hawser.orchestrator.api.ClassStanding;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.JudgedPath;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.LinkFact;
import io.hawser.orchestrator.api.LinkFacts;
import io.hawser.orchestrator.api.LinkQueue;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.api.MovedPath;
import io.hawser.orchestrator.api.PathCounts;
import io.hawser.orchestrator.api.PathMeasurement;
import io.hawser.orchestrator.api.PathReport;
import io.hawser.orchestrator.api.Verdict;
import io.hawser.policy.PathFact;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.whatif.Difference;
import java.util.ArrayList;
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

  /// What is known of every path between edges, and what the links' queues did.
  static Measurements measurements(Snapshot snapshot, List<LinkQueueView> queues) {
    Map<String, SessionView> byPath = new HashMap<>();
    snapshot.sessions().forEach(session -> byPath.put(session.pathId(), session));
    Measurements.Builder report = Measurements.newBuilder().setEpochMs(epochMs());
    for (PathView path : snapshot.paths()) {
      SessionView session = byPath.get(path.label().pathId());
      if (session != null) {
        report.addPaths(measurement(path, session, snapshot));
      }
    }
    Map<Integer, String> links = QueueViews.names(snapshot.plan());
    for (LinkQueueView queue : queues) {
      String link = QueueViews.name(queue, links);
      // One that came or went meanwhile is told of the next time.
      if (link != null) {
        report.addQueues(queue(link, queue));
      }
    }
    return report.build();
  }

  private static LinkQueue queue(String link, LinkQueueView queue) {
    return LinkQueue.newBuilder()
        .setLink(link)
        .setRateBps(queue.bitsPerSecond())
        .setRateFrom(queue.from().word())
        .setConfiguredBps(queue.configured())
        .setFoundBps(queue.found())
        .addAllClasses(queue.classes().stream().map(Reporter::classQueue).toList())
        .build();
  }

  private static ClassQueue classQueue(QueueView queue) {
    return ClassQueue.newBuilder()
        .setQueue(queue.queue().word())
        .setWeight(queue.share().weight())
        .setGuaranteePercent(queue.share().guaranteePercent())
        .setCeilingPercent(queue.share().ceilingPercent())
        .setSentPackets(queue.sent())
        .setSentBytes(queue.sentBytes())
        .setWaitingPackets(queue.waiting())
        .setWaitingBytes(queue.waitingBytes())
        .setStood(queue.stood())
        .setFull(queue.full())
        .setMarked(queue.marked())
        .setDelayP50Us(queue.waitedMedianUs())
        .setDelayP99Us(queue.waitedP99Us())
        .build();
  }

  private static PathMeasurement measurement(
      PathView path, SessionView session, Snapshot snapshot) {
    PathChange change = path.outboundChange();
    PathMeasurement.Builder measurement =
        PathMeasurement.newBuilder()
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
            .setSinceMs(change == null ? 0 : (snapshot.nowNs() - change.atNs()) / NS_PER_MS)
            .setOneWayUs(microseconds(path.oneWayNs()))
            .setBehindUs(microseconds(path.behindNs()))
            .setCounts(counts(path));
    io.hawser.edge.path.PathReport latest = path.report();
    if (latest != null) {
      measurement.setReport(report(latest));
    }
    String pathId = path.label().pathId();
    snapshot.facts().stream()
        .filter(fact -> fact.pathId().equals(pathId))
        .forEach(fact -> measurement.setJudged(judged(fact)));
    snapshot
        .standings()
        .forEach(
            (trafficClass, paths) -> {
              Standing standing = paths.getOrDefault(pathId, Standing.NONE);
              if (standing != Standing.NONE) {
                measurement.addStandings(
                    ClassStanding.newBuilder()
                        .setTrafficClass(trafficClass)
                        .setStanding(standing.word()));
              }
            });
    return measurement.build();
  }

  private static JudgedPath judged(PathFact fact) {
    return JudgedPath.newBuilder()
        .setJitterUs(fact.jitterUs())
        .setLossPpm(fact.lossPpm())
        .setLeastLossPpm(fact.leastLossPpm())
        .setMostLossPpm(fact.mostLossPpm())
        .build();
  }

  private static PathCounts counts(PathView path) {
    return PathCounts.newBuilder()
        .setExpectedOut(path.outboundCount().expected())
        .setMissingOut(path.outboundCount().missing())
        .setExpectedIn(path.inboundCount().expected())
        .setMissingIn(path.inboundCount().missing())
        .build();
  }

  private static PathReport report(io.hawser.edge.path.PathReport report) {
    return PathReport.newBuilder()
        .setLengthMs(report.lengthNs() / NS_PER_MS)
        .setAnswers((int) report.answers())
        .setRttP50Us(microseconds(report.rttP50Ns()))
        .setRttP95Us(microseconds(report.rttP95Ns()))
        .setRttP99Us(microseconds(report.rttP99Ns()))
        .setRttMaxUs(microseconds(report.rttMaxNs()))
        .setMissed((int) report.missed())
        .setMissedInRow(report.missedInRow())
        .setMostMissedInRow((int) report.mostMissedInRow())
        .setOut(oneWay(report.outbound()))
        .setIn(oneWay(report.inbound()))
        .build();
  }

  private static PathReport.OneWay oneWay(io.hawser.edge.path.PathReport.OneWay direction) {
    return PathReport.OneWay.newBuilder()
        .setLossPpm(direction.lossPpm())
        .setVariationP50Us(microseconds(direction.variationP50Ns()))
        .setVariationP99Us(microseconds(direction.variationP99Ns()))
        .setOpinionScore(direction.opinionScore())
        .build();
  }

  /// What the rules decided for every class and peer, and why.
  static List<Verdict> verdicts(Snapshot snapshot) {
    EdgePlan plan = snapshot.plan();
    if (plan == null) {
      return List.of();
    }
    Map<String, String> ids = new HashMap<>();
    plan.peers().forEach(peer -> ids.put(peer.name(), peer.id()));
    List<Verdict> verdicts = new ArrayList<>();
    for (SteeringVerdict verdict : snapshot.verdicts()) {
      verdicts.add(
          Verdict.newBuilder()
              .setTrafficClass(verdict.trafficClass())
              .setPeerId(ids.getOrDefault(verdict.peer(), verdict.peer()))
              .setMode(verdict.mode().word())
              .addAllPaths(Difference.best(verdict))
              .setRule(verdict.rule())
              .setReason(verdict.reason())
              .build());
    }
    return verdicts;
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
        .setCause(move.cause())
        .setRule(move.rule())
        .setReason(move.reason())
        .addAllMeasured(move.measured().stream().map(Reporter::moved).toList())
        .build();
  }

  private static MovedPath moved(PathFact fact) {
    return MovedPath.newBuilder()
        .setPath(fact.pathId())
        .setLossPpm(fact.lossPpm())
        .setLatencyUs(fact.latencyUs())
        .setJitterUs(fact.jitterUs())
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
