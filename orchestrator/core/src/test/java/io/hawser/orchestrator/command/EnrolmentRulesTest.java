package io.hawser.orchestrator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.orchestrator.ACompany;
import io.hawser.orchestrator.company.EdgeState;
import io.hawser.orchestrator.company.RefusedException;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EnrolmentRulesTest {
  private static final String SITES =
      """
      sites:
        - name: hq
          lan: {device: lan0, prefixes: [10.1.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
        - name: branch-1
          lan: {device: lan0, prefixes: [10.3.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
      """;

  private final ACompany company = ACompany.of(SITES);

  @Test
  void anApprovedClaimGivesACertificateAtOnce() {
    company.claim("hash", "branch-1", true).enrol("hash", "id-1", "key-1");
    assertThat(company.edge("id-1").state()).isEqualTo(EdgeState.ENROLLED);
    assertThat(company.edge("id-1").name()).isEqualTo("branch-1");
    assertThat(company.edge("id-1").overlayNumber()).isEqualTo(1);
    assertThat(company.edge("id-1").certificate().chainPem()).isEqualTo("certificate of id-1");
  }

  @Test
  void anotherClaimWaitsForAPerson() {
    company.claim("hash", "branch-1", false).enrol("hash", "id-1", "key-1");
    assertThat(company.edge("id-1").state()).isEqualTo(EdgeState.PENDING);
    assertThat(company.enrol("hash", "id-2", "key-1")).isFalse();
    company.submit(new Command.ApproveEdge("id-1", null, null));
    assertThat(company.edge("id-1").state()).isEqualTo(EdgeState.APPROVED);
    company.enrol("hash", "id-3", "key-1");
    assertThat(company.edge("id-1").state()).isEqualTo(EdgeState.ENROLLED);
    assertThat(company.company().edges()).hasSize(1);
  }

  @Test
  void theSameDeviceMayRepeatItsRequest() {
    company.claim("hash", "branch-1", true).enrol("hash", "id-1", "key-1");
    assertThat(company.enrol("hash", "id-2", "key-1")).isFalse();
    assertThat(company.company().edges()).containsOnlyKeys("id-1");
  }

  @Test
  void aKnownDeviceWhoseCertificateRanOutGetsAFreshOne() {
    company.claim("hash", "branch-1", true).enrol("hash", "id-1", "key-1");
    long afterwards = ACompany.NOW_EPOCH_MS + ACompany.CERTIFICATE_LIFE_MS + 1;
    Command again = ACompany.enrolment("hash", "id-2", "key-1");
    assertThat(Decisions.decide(company.company(), again, afterwards).changes()).hasSize(1);
    company.submit(new Command.RevokeEdge("id-1"));
    refuses(
        () -> Decisions.decide(company.company(), again, afterwards),
        RefusedException.Kind.FORBIDDEN,
        "device: refused (expected: a new claim and a new key)");
  }

  @Test
  void aSecondDeviceCannotUseTheClaim() {
    company.claim("hash", "branch-1", true).enrol("hash", "id-1", "key-1");
    refuses(
        () -> company.enrol("hash", "id-2", "key-2"),
        RefusedException.Kind.CONFLICT,
        "claim: used by another device (expected: a new claim)");
  }

  @Test
  void anExpiredClaimOpensNothing() {
    company.claim("hash", "branch-1", true);
    long later = ACompany.NOW_EPOCH_MS + 25L * 60 * 60 * 1000;
    refuses(
        () -> Decisions.decide(company.company(), ACompany.enrolment("hash", "id", "key"), later),
        RefusedException.Kind.EXPIRED,
        "claim: expired (expected: a new one)");
  }

  @Test
  void anUnknownClaimOpensNothing() {
    refuses(
        () -> company.enrol("guess", "id-1", "key-1"),
        RefusedException.Kind.FORBIDDEN,
        "claim: unknown (expected: a claim made here)");
  }

  @Test
  void aKnownKeyCannotEnrolTwice() {
    company.claim("hash-1", "branch-1", true).enrol("hash-1", "id-1", "key-1");
    company.claim("hash-2", "hq", true);
    refuses(
        () -> company.enrol("hash-2", "id-2", "key-1"),
        RefusedException.Kind.CONFLICT,
        "csr: key of a known device (expected: a new key for a new claim)");
  }

  @Test
  void aRevokedBoxStaysOut() {
    company.claim("hash", "branch-1", true).enrol("hash", "id-1", "key-1");
    company.submit(new Command.RevokeEdge("id-1"));
    refuses(
        () -> company.enrol("hash", "id-2", "key-1"),
        RefusedException.Kind.FORBIDDEN,
        "device: refused (expected: a new claim and a new key)");
    company.claim("hash-2", "branch-1", true).enrol("hash-2", "id-2", "key-2");
    assertThat(company.edge("id-2").overlayNumber()).isEqualTo(2);
  }

  @Test
  void onlyABoxThatWaitsIsRejected() {
    company.claim("hash-1", "branch-1", true).claim("hash-2", "hq", false);
    company.enrol("hash-1", "id-1", "key-1");
    company.enrol("hash-2", "id-2", "key-2");
    company.submit(new Command.RejectEdge("id-2"));
    assertThat(company.edge("id-2").state()).isEqualTo(EdgeState.REVOKED);
    refuses(
        () -> company.submit(new Command.RejectEdge("id-1")),
        RefusedException.Kind.CONFLICT,
        "edge: branch-1 is ENROLLED (expected: PENDING)");
    assertThat(company.edge("id-1").state()).isEqualTo(EdgeState.ENROLLED);
  }

  @Test
  void aSiteHasOneEdge() {
    company.claim("hash-1", "branch-1", true).claim("hash-2", "branch-1", true);
    company.enrol("hash-1", "id-1", "key-1");
    company.enrol("hash-2", "id-2", "key-2");
    assertThat(company.edge("id-2").state()).isEqualTo(EdgeState.PENDING);
    refuses(
        () -> company.submit(new Command.ApproveEdge("id-2", null, null)),
        RefusedException.Kind.CONFLICT,
        "site: branch-1, where branch-1 stands (expected: a site without an edge; revoke that one"
            + " first)");
  }

  @Test
  void aSiteWithAnEdgeCannotBeLeftOut() {
    company.claim("hash", "branch-1", true).enrol("hash", "id-1", "key-1");
    refuses(
        () -> company.apply("sites: []"),
        RefusedException.Kind.CONFLICT,
        "company.yaml: sites: without branch-1, where branch-1 stands (expected: that site too;"
            + " revoke its edge first)");
  }

  @Test
  void twoEdgesCannotHaveOneKey() {
    company.standing("hq", "broadband=198.51.100.1").standing("branch-1");
    Map<String, Command.LinkSighting> stolen = ACompany.sightings("hq", "broadband=203.0.113.3");
    refuses(
        () -> company.submit(new Command.ReportLinks("branch-1", stolen)),
        RefusedException.Kind.CONFLICT,
        "public-key: "
            + ACompany.key("hq/broadband")
            + " is in use (expected: a key of this link alone)");
  }

  @Test
  void aRepeatedReportChangesNothing() {
    company.standing("hq", "broadband=198.51.100.1");
    assertThat(
            company.submit(
                new Command.ReportLinks("hq", ACompany.sightings("hq", "broadband=198.51.100.1"))))
        .isFalse();
  }

  @Test
  void addressesThatNoPeerCouldUseAreLeftOut() {
    company.standing("hq", "broadband=fe80::1,127.0.0.1,198.51.100.1,2001:DB8:0::1,0.0.0.0,junk");
    assertThat(company.edge("hq").facts().link("broadband").orElseThrow().addresses())
        .containsExactly("198.51.100.1", "2001:db8::1");
  }

  private static void refuses(ThrowingCallable action, RefusedException.Kind kind, String message) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessage(message);
  }
}
