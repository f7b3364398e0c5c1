package io.hawser.edge.agent.store;

import com.google.protobuf.ByteString;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.PathPair;
import io.hawser.orchestrator.api.Peer;
import io.hawser.orchestrator.api.PeerLink;
import io.hawser.orchestrator.api.Route;
import io.hawser.orchestrator.api.SignedRevision;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

/// Signs configurations as an orchestrator does.
public final class Revisions {
  public static final String EDGE_ID = "0198e6b2-0000-7000-8000-000000000001";
  private static final String PEER_ID = "0198e6b2-0000-7000-8000-000000000002";

  private final KeyPair signer;

  public Revisions() {
    try {
      signer = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public RevisionKey key() {
    return RevisionKey.of(Base64.getEncoder().encodeToString(rawKey()));
  }

  public SignedRevision signed(EdgeConfiguration configuration) {
    try {
      ByteString bytes = configuration.toByteString();
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(signer.getPrivate());
      signature.update("hawser-revision-v1\0".getBytes(StandardCharsets.US_ASCII));
      signature.update(bytes.toByteArray());
      return SignedRevision.newBuilder()
          .setConfiguration(bytes)
          .setSignature(ByteString.copyFrom(signature.sign()))
          .setKeyId(ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(rawKey())))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public SignedRevision signed(long revision) {
    return signed(configuration(revision).build());
  }

  /// A sound configuration: one link, one peer, one path, one route.
  public static EdgeConfiguration.Builder configuration(long revision) {
    return EdgeConfiguration.newBuilder()
        .setRevision(revision)
        .setEdgeId(EDGE_ID)
        .setEdgeName("branch-1")
        .setSite("branch-1")
        .addOverlayAddresses("10.255.0.3")
        .setServicePort(51900)
        .addLinks(
            Link.newBuilder()
                .setName("broadband")
                .setDevice("wan0")
                .setTransport("internet")
                .setListenPort(51820))
        .addPeers(peer())
        .addPaths(
            PathPair.newBuilder().setLink("broadband").setPeerId(PEER_ID).setPeerLink("broadband"))
        .addRoutes(Route.newBuilder().setPrefix("10.1.0.0/16").addViaPeerIds(PEER_ID))
        .setPolicyYaml("version: 1\n");
  }

  private static Peer peer() {
    return Peer.newBuilder()
        .setEdgeId(PEER_ID)
        .setName("hq")
        .setSite("hq")
        .addAllowedPrefixes("10.1.0.0/16")
        .addLinks(
            PeerLink.newBuilder()
                .setName("broadband")
                .setTransport("internet")
                .setPublicKey(ByteString.copyFrom(new byte[32]))
                .addEndpoints("198.51.100.7:51820"))
        .build();
  }

  public RevisionCheck check() {
    return new RevisionCheck(key(), EDGE_ID, _ -> {});
  }

  private byte[] rawKey() {
    byte[] spki = signer.getPublic().getEncoded();
    return Arrays.copyOfRange(spki, spki.length - 32, spki.length);
  }
}
