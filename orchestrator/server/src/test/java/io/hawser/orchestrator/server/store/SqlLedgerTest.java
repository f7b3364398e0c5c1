package io.hawser.orchestrator.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.command.Commit;
import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.EdgeFacts;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.document.CompanyDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlLedgerTest {
  private static final long NOW_EPOCH_MS = 1_750_000_000_000L;

  private static final String SITES =
      """
      topology: {kind: hub-and-spoke, hubs: [hq]}
      sites:
        - name: hq
          lan: {device: lan0, prefixes: [10.1.0.0/24, "fd00:a:1::/64"]}
          links: [{name: broadband, device: wan0, transport: internet, up-mbps: 100}]
      clients:
        - {name: phone, site: hq, public-key: "cGhvbmUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", addresses: [10.255.9.9/32]}
      """;

  private static final String POLICY =
      "version: 1\nclasses: [{name: default, mode: single}]\ndefault-class: default\n";

  @TempDir Path directory;

  @Test
  void h2WritesAtCommit() {
    try (Database database = Database.embedded(directory)) {
      List<String> delays =
          database
              .jdbi()
              .withHandle(
                  handle ->
                      handle
                          .createQuery(
                              "SELECT setting_value FROM information_schema.settings"
                                  + " WHERE setting_name = 'WRITE_DELAY'")
                          .mapTo(String.class)
                          .list());
      assertThat(delays).isNotEmpty().containsOnly("0");
    }
  }

  @Test
  void whatWasAnsweredIsInTheFileBeforeTheDatabaseIsClosed(@TempDir Path copy) throws Exception {
    try (Database database = Database.embedded(directory)) {
      SqlLedger ledger = new SqlLedger(database);
      for (int i = 1; i <= 20; i++) {
        ledger.submit(claim("claim-" + i, "hash-" + i), "user:ann", NOW_EPOCH_MS);
        Files.copy(
            directory.resolve("hawser.mv.db"),
            copy.resolve("hawser.mv.db"),
            StandardCopyOption.REPLACE_EXISTING);
        try (Database killed = Database.embedded(copy)) {
          assertThat(new SqlLedger(killed).company()).isEqualTo(ledger.company());
        }
      }
    }
  }

  @Test
  void factsThatWereStoredBeforeEdgesNamedCiphersAreRead() {
    Change.FactsChanged change =
        RecordJson.read(
            """
            {"edgeId": "hq", "facts": {"serviceKey": null, "links": []}}
            """,
            Change.FactsChanged.class);
    assertThat(change.facts().ciphers()).isEmpty();
    Change.FactsChanged now =
        new Change.FactsChanged("hq", new EdgeFacts(null, List.of(), List.of("aes-256-gcm")));
    assertThat(RecordJson.read(RecordJson.write(now), Change.FactsChanged.class)).isEqualTo(now);
  }

  @Test
  void everyKindOfChangeComesBackAsItWas() {
    Company before;
    try (Database database = Database.embedded(directory)) {
      SqlLedger ledger = new SqlLedger(database);
      submit(ledger, apply(SITES));
      submit(ledger, new Command.PutPolicy(POLICY, "policy.yaml"));
      submit(ledger, claim("claim", "hash"));
      before = ledger.company();
    }
    try (Database database = Database.embedded(directory)) {
      assertThat(new SqlLedger(database).company()).isEqualTo(before);
      List<Change> logged =
          Outbox.upTo(database, before.revision()).stream()
              .flatMap(entry -> entry.changes().stream())
              .toList();
      assertThat(Company.EMPTY.with(logged, before.revision())).isEqualTo(before);
    }
  }

  @Test
  void revisionsGrowByOneWithEveryChangeAndStayWithoutOne() {
    try (Database database = Database.embedded(directory)) {
      SqlLedger ledger = new SqlLedger(database);
      assertThat(submit(ledger, apply(SITES)).revision()).isEqualTo(1);
      assertThat(submit(ledger, apply(SITES)).revision()).isEqualTo(1);
      assertThat(submit(ledger, apply(SITES.replace("100", "50"))).revision()).isEqualTo(2);
      assertThat(submit(ledger, new Command.TakeNumber("test")).revision()).isEqualTo(3);
    }
  }

  @Test
  void aDocumentIsRefusedWhereItsLikeWasPutMeanwhileAndNothingElseCounts() {
    try (Database database = Database.embedded(directory)) {
      SqlLedger ledger = new SqlLedger(database);
      submit(ledger, apply(SITES));
      submit(ledger, claim("a", "hash-a"));
      ledger.submitSince(1, apply(SITES.replace("100", "50")), "user:bob", NOW_EPOCH_MS);
      assertThatThrownBy(
              () ->
                  ledger.submitSince(
                      2, apply(SITES.replace("100", "10")), "user:ann", NOW_EPOCH_MS))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.kind()).isEqualTo(RefusedException.Kind.STALE))
          .hasMessageStartingWith("document: changed in revision 3 by user:bob, after revision 2 ");
      assertThat(ledger.company().revision()).isEqualTo(3);
      Command policy = new Command.PutPolicy(POLICY, "policy.yaml");
      assertThat(ledger.submitSince(1, policy, "user:ann", NOW_EPOCH_MS).revision()).isEqualTo(4);
    }
  }

  @Test
  void aStrangerWithAGuessedClaimIsRefusedWithoutTheDatabase() {
    try (Database database = Database.embedded(directory)) {
      SqlLedger ledger = new SqlLedger(database);
      database
          .jdbi()
          .useTransaction(
              handle -> {
                CompanyTables.lockHead(handle);
                assertThatThrownBy(() -> submit(ledger, enrolment("guess")))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith("claim: unknown");
              });
    }
  }

  private static Command enrolment(String secretHash) {
    return new Command.EnrolDevice(
        secretHash,
        "edge",
        "print",
        "serial",
        "host",
        List.of(),
        _ -> {
          throw new AssertionError("not approved");
        });
  }

  @Test
  void theLogKeepsTheLastCommitsAndAllThatAreNotDistributed() {
    try (Database database = Database.embedded(directory)) {
      SqlLedger ledger = new SqlLedger(database);
      for (int i = 0; i < 5; i++) {
        submit(ledger, new Command.TakeNumber("test"));
      }
      database.durably(
          handle -> {
            handle.execute("DELETE FROM outbox WHERE revision = 1");
            Outbox.done(handle, 1);
            Outbox.done(handle, Outbox.KEPT + 1);
            return true;
          });
      assertThat(Outbox.latest(database, 10))
          .extracting(Outbox.Entry::revision)
          .containsExactly(5L, 4L, 3L, 2L);
      assertThatThrownBy(() -> ledger.submitSince(0, apply(SITES), "user:ann", NOW_EPOCH_MS))
          .hasMessageStartingWith("document: changed so long ago that nobody knows");
    }
  }

  @Test
  void twoLedgersOfOneDatabaseNeverTakeOneNumberTwice() {
    try (Database database = Database.embedded(directory)) {
      SqlLedger one = new SqlLedger(database);
      SqlLedger other = new SqlLedger(database);
      assertThat(submit(one, apply(SITES)).revision()).isEqualTo(1);
      assertThat(submit(other, claim("a", "hash-a")).revision()).isEqualTo(2);
      assertThat(submit(one, claim("b", "hash-b")).revision()).isEqualTo(3);
      assertThat(one.company().claims()).containsOnlyKeys("a", "b");
    }
  }

  @Test
  void aRefusedCommandChangesNothing() {
    try (Database database = Database.embedded(directory)) {
      SqlLedger ledger = new SqlLedger(database);
      submit(ledger, apply(SITES));
      Company before = ledger.company();
      assertThatThrownBy(
              () -> submit(ledger, new Command.PutPolicy("version: 1\nclases: []\n", "p.yaml")))
          .isInstanceOf(RefusedException.class)
          .hasMessageStartingWith("p.yaml:");
      assertThat(ledger.company()).isSameAs(before);
      assertThat(Outbox.latest(database, 10)).hasSize(1);
    }
  }

  private static Command apply(String yaml) {
    return new Command.ApplyCompany(CompanyDocument.parse(yaml, "company.yaml"));
  }

  private static Command claim(String id, String secretHash) {
    return new Command.CreateClaim(
        id, secretHash, null, null, false, NOW_EPOCH_MS + 60_000, "user:ann");
  }

  private static Commit submit(SqlLedger ledger, Command command) {
    return ledger.submit(command, "user:ann", NOW_EPOCH_MS);
  }
}
