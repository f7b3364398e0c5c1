package io.hawser.edge.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisionStoreTest {
  @TempDir Path state;
  private final Revisions revisions = new Revisions();
  private RevisionStore store;

  @BeforeEach
  void open() {
    store = new RevisionStore(state);
  }

  @Test
  void findsNothingInAnEmptyDirectory() {
    assertThat(store.load(revisions.check())).isEmpty();
  }

  @Test
  void readsBackTheLastRevision() throws Exception {
    keep(1);
    keep(2);

    assertThat(loadedNumber()).isEqualTo(2);
    assertThat(Files.getPosixFilePermissions(state.resolve("revision")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void fallsBackToThePreviousWhereTheFileIsTornAtAnyLength() throws Exception {
    keep(1);
    keep(2);
    byte[] whole = Files.readAllBytes(state.resolve("revision"));

    for (int length = 0; length < whole.length; length++) {
      Files.write(state.resolve("revision"), Arrays.copyOf(whole, length));
      assertThat(loadedNumber()).as("torn after %d bytes", length).isEqualTo(1);
    }
  }

  @Test
  void fallsBackToThePreviousWhereAnyBitIsRotten() throws Exception {
    keep(1);
    keep(2);
    byte[] whole = Files.readAllBytes(state.resolve("revision"));
    Random random = new Random(20261122);

    for (int round = 0; round < 200; round++) {
      byte[] rotten = whole.clone();
      rotten[random.nextInt(rotten.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(state.resolve("revision"), rotten);
      assertThat(loadedNumber()).isEqualTo(1);
    }
  }

  @Test
  void neverLetsADamagedFileBecomeThePreviousOne() throws Exception {
    keep(1);
    keep(2);
    Files.write(state.resolve("revision"), new byte[] {1, 2, 3});
    keep(3);
    Files.write(state.resolve("revision"), new byte[0]);

    assertThat(loadedNumber()).isEqualTo(1);
  }

  @Test
  void takesThePreviousWhereTheCurrentIsMissing() throws Exception {
    keep(1);
    keep(2);
    Files.delete(state.resolve("revision"));

    assertThat(loadedNumber()).isEqualTo(1);
  }

  @Test
  void isNotDisturbedByWhatACrashLeftBeside() throws Exception {
    keep(1);
    Files.write(state.resolve("revision.new"), new byte[] {9});
    Files.write(state.resolve("revision.link"), new byte[] {9});
    keep(2);

    assertThat(loadedNumber()).isEqualTo(2);
  }

  private void keep(long number) throws RevisionRefused {
    store.keep(revisions.check().authentic(revisions.signed(number)), revisions.check());
  }

  private long loadedNumber() {
    return store.load(revisions.check()).orElseThrow().number();
  }
}
