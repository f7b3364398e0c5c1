package io.hawser.edge.agent.runtime;

import com.google.protobuf.ByteString;
import io.hawser.edge.agent.linux.Namespace;
import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.control.ControlListener;
import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.Tai64n;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.wireguard.TimestampLog;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Lan;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.PathPair;
import io.hawser.orchestrator.api.Peer;
import io.hawser.orchestrator.api.PeerLink;
import io.hawser.orchestrator.api.Route;
import io.hawser.policy.Policy;
import io.hawser.policy.engine.SteeringEngine;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An edge in a namespace of its own, with two links into an internet and a host in its LAN.
///
/// ```
///   host 10.S.0.7 ---- lan0 10.S.0.1  edge S  wan0 198.18.S0.2 ---- internet
///                      overlay 10.255.0.S     wan1 198.18.S1.2 ----
/// ```
final class TestEdge {
  private static final int PORT = 51820;
  private static final SteeringEngine RULES = new SteeringEngine();

  final Namespace namespace = Namespace.create("r");
  final Namespace host = Namespace.create("h");
  final List<String> changes = Collections.synchronizedList(new ArrayList<>());

  /// Threads that carry packets from the next start on.
  int threads = 2;

  /// UDP ports of others than the tunnels, likewise.
  Set<Integer> openPorts = Set.of();

  private final int number;
  private final Namespace internet;
  private final DeviceKeys keys;
  private @Nullable EdgeRuntime runtime;

  TestEdge(int number, Namespace internet, Path directory) {
    this.number = number;
    this.internet = internet;
    this.keys = new DeviceKeys(directory.resolve("edge" + number), new SecureRandom());
    Namespace.join(namespace, "lan0", host, "eth0");
    namespace.ip("addr add 10." + number + ".0.1/24 dev lan0");
    host.ip("addr add 10." + number + ".0.7/24 dev eth0");
    host.ip("route add default via 10." + number + ".0.1");
    plug(0);
    plug(1);
  }

  void plug(int link) {
    String isp = "isp" + number + link;
    Namespace.join(namespace, "wan" + link, internet, isp);
    internet.ip("addr add " + network(link) + ".1/24 dev " + isp);
    namespace.ip("addr add " + address(link) + "/24 dev wan" + link);
    namespace.ip(
        "route add default via " + network(link) + ".1 dev wan" + link + " metric " + (100 + link));
  }

  void unplug(int link) {
    namespace.ip("link del wan" + link);
  }

  /// 20 Mbit/s, with room for some 45 datagrams of full size.
  void shape(int link) {
    namespace.exec("tc qdisc add dev wan" + link + " root tbf rate 20mbit burst 30kb limit 60kb");
  }

  String gateway(int link) {
    return network(link) + ".1";
  }

  private String network(int link) {
    return "198.18." + number + link;
  }

  String address(int link) {
    return network(link) + ".2";
  }

  String overlay() {
    return "10.255.0." + number;
  }

  String lanHost() {
    return "10." + number + ".0.7";
  }

  EdgeRuntime runtime() {
    if (runtime == null) {
      throw new IllegalStateException("runtime: not started");
    }
    return runtime;
  }

  void start() throws Exception {
    runtime =
        namespace.call(
            () ->
                EdgeRuntime.start(
                    new EdgeRuntime.Setup(
                        "hawser0",
                        threads,
                        openPorts,
                        keys,
                        RULES::decide,
                        new Changes(),
                        devices -> {},
                        new SecureRandom()::nextBytes,
                        new PacketCiphers(JdkAead.SUITE, true),
                        key -> new ForgetfulLog(),
                        death -> changes.add("died: " + death))));
  }

  void apply(TestEdge peer, long revision) {
    EdgeConfiguration.Builder configuration =
        EdgeConfiguration.newBuilder()
            .setRevision(revision)
            .setEdgeId("edge-" + number)
            .setEdgeName("edge-" + number)
            .setSite("site-" + number)
            .addOverlayAddresses(overlay())
            .setLan(Lan.newBuilder().setDevice("lan0").addPrefixes("10." + number + ".0.0/24"))
            .setServicePort(51900)
            .setPolicyYaml(Policy.standardYaml())
            .addPeers(peer.asPeer());
    for (int link = 0; link < 2; link++) {
      configuration.addLinks(
          Link.newBuilder()
              .setName(name(link))
              .setDevice("wan" + link)
              .setTransport("internet")
              .setListenPort(PORT + link));
      configuration.addPaths(
          PathPair.newBuilder()
              .setLink(name(link))
              .setPeerId("edge-" + peer.number)
              .setPeerLink(name(link)));
    }
    for (String prefix : List.of("10." + peer.number + ".0.0/24", peer.overlay() + "/32")) {
      configuration.addRoutes(
          Route.newBuilder()
              .setPrefix(prefix)
              .setSite("site-" + peer.number)
              .addViaPeerIds("edge-" + peer.number));
    }
    runtime().apply(configuration.build());
  }

  private Peer asPeer() {
    Peer.Builder peer =
        Peer.newBuilder()
            .setEdgeId("edge-" + number)
            .setName("edge-" + number)
            .setSite("site-" + number)
            .addOverlayAddresses(overlay())
            .addAllowedPrefixes("10." + number + ".0.0/24");
    for (int link = 0; link < 2; link++) {
      peer.addLinks(
          PeerLink.newBuilder()
              .setName(name(link))
              .setTransport("internet")
              .setPublicKey(ByteString.copyFrom(keys.linkKey(name(link)).publicKey()))
              .addEndpoints(address(link) + ":" + (PORT + link)));
    }
    return peer.build();
  }

  private static String name(int link) {
    return link == 0 ? "broadband" : "lte";
  }

  private final class Changes implements ControlListener {
    @Override
    public void onPathChange(PathChange change) {
      changes.add(change.toString());
    }

    @Override
    public void onMove(Move move) {
      changes.add(move.toString());
    }

    @Override
    public void onPeerAway(String peer, boolean away) {
      changes.add(peer + (away ? " away" : " back"));
    }
  }

  private record ForgetfulLog() implements TimestampLog {
    @Override
    public Tai64n reserved() {
      return Tai64n.LEAST;
    }

    @Override
    public void reserve(Tai64n upTo) {}
  }

  void stop() throws Exception {
    if (runtime != null) {
      namespace.run(runtime::close);
      runtime = null;
    }
  }

  void close() throws Exception {
    stop();
    host.close();
    namespace.close();
  }
}
