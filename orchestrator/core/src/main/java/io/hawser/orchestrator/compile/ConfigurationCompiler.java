package io.hawser.orchestrator.compile;

import com.google.protobuf.ByteString;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Lan;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.PathPair;
import io.hawser.orchestrator.api.Peer;
import io.hawser.orchestrator.api.PeerLink;
import io.hawser.orchestrator.api.Route;
import io.hawser.orchestrator.company.Addresses;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.PublicKey;
import io.hawser.orchestrator.company.Site;
import io.hawser.orchestrator.company.StockClient;
import io.hawser.orchestrator.company.WanLink;
import io.hawser.policy.Prefix;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compiles the company into one edge's complete configuration, `revision` and `issued_epoch_ms`
/// left 0.
public final class ConfigurationCompiler {
  /// UDP port of the service key on every link, above those of [WanLink#MAX_LINKS] links.
  public static final int SERVICE_PORT = 51_900;

  private final Company company;
  private final Edge me;
  private final Site site;
  private final NextHops hops;

  private ConfigurationCompiler(Company company, Edge me) {
    this.company = company;
    this.me = me;
    site = company.siteOf(me);
    hops = new NextHops(company, me);
  }

  /// @param me a member of the company
  public static EdgeConfiguration compile(Company company, Edge me) {
    return new ConfigurationCompiler(company, me).configuration();
  }

  private EdgeConfiguration configuration() {
    EdgeConfiguration.Builder out =
        EdgeConfiguration.newBuilder()
            .setEdgeId(me.id())
            .setEdgeName(me.name())
            .setSite(site.name())
            .addAllOverlayAddresses(company.overlay().addresses(me.overlayNumber()))
            .setLan(
                Lan.newBuilder()
                    .setDevice(site.lan().device())
                    .addAllPrefixes(texts(site.lan().prefixes())))
            .setPolicyYaml(company.policy().yaml())
            .setServicePort(SERVICE_PORT);
    site.links().forEach(link -> out.addLinks(link(link)));
    company.clientsOf(site.name()).forEach(client -> out.addClients(client(client)));
    for (Edge peer : hops.peers()) {
      out.addPeers(peer(peer));
      hops.pairsWith(peer).forEach(pair -> out.addPaths(path(peer, pair)));
    }
    company.sites().values().stream()
        .filter(other -> !other.name().equals(site.name()))
        .forEach(other -> routes(other, out));
    return out.build();
  }

  private static Link link(WanLink link) {
    return Link.newBuilder()
        .setName(link.name())
        .setDevice(link.device())
        .setTransport(link.transport())
        .setMetered(link.metered())
        .setBackup(link.backup())
        .setBehindNat(link.behindNat())
        .setListenPort(link.listenPort())
        .setUpBps(link.upBps())
        .setDownBps(link.downBps())
        .setMtu(link.mtu())
        .build();
  }

  private static io.hawser.orchestrator.api.StockClient client(StockClient client) {
    return io.hawser.orchestrator.api.StockClient.newBuilder()
        .setName(client.name())
        .setPublicKey(bytes(client.publicKey()))
        .addAllAddresses(texts(client.addresses()))
        .setEndpoint(client.endpoint())
        .setKeepaliveSeconds(client.keepaliveSeconds())
        .build();
  }

  private Peer peer(Edge peer) {
    Peer.Builder out =
        Peer.newBuilder()
            .setEdgeId(peer.id())
            .setName(peer.name())
            .setSite(String.valueOf(peer.site()))
            .setServiceKey(bytes(peer.facts().serviceKey()))
            .addAllOverlayAddresses(company.overlay().addresses(peer.overlayNumber()))
            .addAllAllowedPrefixes(texts(hops.allowedFrom(peer)))
            .addAllCiphers(
                peer.facts().ciphers().stream().filter(me.facts().ciphers()::contains).toList());
    UsefulPairs.ends(company, peer)
        .sorted(Comparator.comparingInt((Pair.End end) -> end.link().number()))
        .forEach(end -> out.addLinks(peerLink(end)));
    return out.build();
  }

  private static PeerLink peerLink(Pair.End end) {
    PeerLink.Builder out =
        PeerLink.newBuilder()
            .setName(end.link().name())
            .setTransport(end.link().transport())
            .setPublicKey(bytes(end.fact().publicKey()))
            .setBehindNat(end.link().behindNat())
            .setMetered(end.link().metered())
            .setBackup(end.link().backup())
            .setMtu(end.link().mtu())
            .setDownBps(end.link().downBps());
    if (!end.link().behindNat()) {
      end.fact()
          .addresses()
          .forEach(
              address -> out.addEndpoints(Addresses.endpoint(address, end.link().listenPort())));
    }
    return out.build();
  }

  private static PathPair path(Edge peer, Pair pair) {
    return PathPair.newBuilder()
        .setLink(pair.mine().link().name())
        .setPeerId(peer.id())
        .setPeerLink(pair.theirs().link().name())
        .build();
  }

  /// A site that cannot be reached has routes too, without next hops: else its packets would follow
  /// the default route out of a WAN, in clear.
  private void routes(Site other, EdgeConfiguration.Builder out) {
    List<String> via = hops.to(other).stream().map(Edge::id).toList();
    NextHops.prefixesOf(company, other).stream()
        .sorted()
        .forEach(
            prefix ->
                out.addRoutes(
                    Route.newBuilder()
                        .setPrefix(prefix.toString())
                        .addAllViaPeerIds(via)
                        .setSite(other.name())));
  }

  private static List<String> texts(List<Prefix> prefixes) {
    return prefixes.stream().map(Prefix::toString).toList();
  }

  private static ByteString bytes(@Nullable PublicKey key) {
    return key == null ? ByteString.EMPTY : ByteString.copyFrom(key.bytes());
  }
}
