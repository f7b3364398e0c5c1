package io.hawser.edge.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.SignedRevision;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RevisionCheckTest {
  private final Revisions revisions = new Revisions();
  private final RevisionCheck check = revisions.check();

  @Test
  void acceptsASoundRevisionThatIsNotOlder() throws RevisionRefused {
    assertThat(check.acceptable(revisions.signed(7), 7).number()).isEqualTo(7);
    assertThat(check.acceptable(revisions.signed(8), 7).number()).isEqualTo(8);
  }

  @Test
  void refusesAnOlderRevision() {
    assertRefused(revisions.signed(6), "revision: 6 (expected: 7 or newer)");
  }

  @Test
  void refusesATamperedConfiguration() {
    SignedRevision good = revisions.signed(8);
    ByteString forged = Revisions.configuration(9).build().toByteString();

    assertRefused(
        good.toBuilder().setConfiguration(forged).build(),
        "signature: does not fit the configuration (expected: Ed25519 by the pinned key)");
  }

  @Test
  void refusesAShortSignature() {
    assertRefused(
        revisions.signed(8).toBuilder().setSignature(ByteString.copyFromUtf8("x")).build(),
        "signature: does not fit the configuration (expected: Ed25519 by the pinned key)");
  }

  @Test
  void refusesAForeignSignersRevision() {
    assertThatThrownBy(() -> check.acceptable(new Revisions().signed(8), 7))
        .isInstanceOf(RevisionRefused.class)
        .hasMessageStartingWith("key_id: ")
        .hasMessageContaining("pinned at enrolment");
  }

  @Test
  void refusesAnotherEdgesRevision() {
    assertRefused(
        revisions.signed(Revisions.configuration(8).setEdgeId("someone-else").build()),
        "edge_id: someone-else (expected: " + Revisions.EDGE_ID + ")");
  }

  @Test
  void refusesAPolicyThatCannotBeRead() {
    RevisionCheck strict =
        new RevisionCheck(
            revisions.key(),
            Revisions.EDGE_ID,
            _ -> {
              throw new IllegalArgumentException("policy:3: mode: sing (expected: single)");
            });

    assertThatThrownBy(() -> strict.acceptable(revisions.signed(8), 7))
        .hasMessage("policy_yaml: policy:3: mode: sing (expected: single)");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refusesAConfigurationThatIsNotSound(
      String message, Consumer<EdgeConfiguration.Builder> spoil) {
    EdgeConfiguration.Builder configuration = Revisions.configuration(8);
    spoil.accept(configuration);

    assertRefused(revisions.signed(configuration.build()), message);
  }

  static Stream<Arguments> refusesAConfigurationThatIsNotSound() {
    return Stream.of(
        spoilt(
            "overlay_addresses: 10.255.0 (expected: an IP address)",
            c -> c.setOverlayAddresses(0, "10.255.0")),
        spoilt("overlay_addresses: none (expected: at least one)", c -> c.clearOverlayAddresses()),
        spoilt(
            "links.broadband: twice (expected: unique names)",
            c -> c.addLinks(Link.newBuilder(c.getLinks(0)).setDevice("wan1").setListenPort(1))),
        spoilt(
            "links: '../x' (expected: 1 to 63 letters, digits and . _ -)",
            c -> c.getLinksBuilder(0).setName("../x")),
        spoilt(
            "links.broadband.device: wan0/x (expected: a Linux device name)",
            c -> c.getLinksBuilder(0).setDevice("wan0/x")),
        spoilt(
            "links.broadband.listen_port: 51900 (expected: a port of its own)",
            c -> c.getLinksBuilder(0).setListenPort(51900)),
        spoilt(
            "links.broadband.listen_port: 70000 (expected: 1 to 65535)",
            c -> c.getLinksBuilder(0).setListenPort(70_000)),
        spoilt(
            "peers.hq.links.broadband.public_key: 31 bytes (expected: 32 bytes)",
            c ->
                c.getPeersBuilder(0)
                    .getLinksBuilder(0)
                    .setPublicKey(ByteString.copyFrom(new byte[31]))),
        spoilt(
            "peers.hq.links.broadband.endpoints: host:51820 (expected: ADDRESS:PORT)",
            c -> c.getPeersBuilder(0).getLinksBuilder(0).setEndpoints(0, "host:51820")),
        spoilt(
            "peers.hq.allowed_prefixes: 10.1.0.0/33 (expected: ADDRESS/LENGTH)",
            c -> c.getPeersBuilder(0).setAllowedPrefixes(0, "10.1.0.0/33")),
        spoilt(
            "routes.10.1.0.0/16.via_peer_ids: nobody (expected: the edge_id of one of peers)",
            c -> c.getRoutesBuilder(0).setViaPeerIds(0, "nobody")));
  }

  private static Arguments spoilt(String message, Consumer<EdgeConfiguration.Builder> spoil) {
    return Arguments.of(message, spoil);
  }

  private void assertRefused(SignedRevision signed, String message) {
    assertThatThrownBy(() -> check.acceptable(signed, 7))
        .isInstanceOf(RevisionRefused.class)
        .hasMessage(message);
  }
}
