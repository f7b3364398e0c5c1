package io.hawser.edge.agent.process;

import io.hawser.edge.agent.store.DurableFile;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.Tai64n;
import io.hawser.edge.wireguard.TimestampLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The handshake time stamps of one key, in a file of 12 bytes, so that an edge that boots in 1970
/// still sends stamps that its peers have not seen. Owned by the control thread.
final class StoredTimestamps implements TimestampLog {
  private static final Logger LOG = LoggerFactory.getLogger(StoredTimestamps.class);

  private final Path file;

  StoredTimestamps(Path stateDirectory, PublicKey key) {
    String name = HexFormat.of().formatHex(key.toBytes(), 0, 8);
    this.file = stateDirectory.resolve("handshakes").resolve(name);
  }

  @Override
  public Tai64n reserved() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length == Tai64n.LENGTH) {
        return Tai64n.read(bytes, 0);
      }
      LOG.warn("timestamps-damaged file={}", file);
    } catch (NoSuchFileException e) {
      LOG.debug("timestamps-new file={}", file);
    } catch (IOException e) {
      LOG.warn("timestamps-unreadable file={} cause={}", file, e.getMessage());
    }
    return Tai64n.LEAST;
  }

  @Override
  public void reserve(Tai64n upTo) {
    try {
      DurableFile.write(file, upTo.toBytes());
    } catch (UncheckedIOException e) {
      // A full disk must not end the tunnels; only a restart with a clock set back would notice.
      LOG.warn("timestamps-not-kept file={} cause={}", file, e.getMessage());
    }
  }
}
