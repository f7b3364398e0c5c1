package io.hawser.edge.agent.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of this box: made here when first asked for, never sent anywhere.
///
/// A damaged key file is set aside as `….damaged` and a new key is made; the orchestrator learns
/// the new public key with the next link facts. Safe for use by several threads.
public final class DeviceKeys {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceKeys.class);
  private static final Pattern LINK_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private final Path directory;
  private final SecureRandom random;
  private final Map<String, AgreementKey> agreementKeys = new HashMap<>();

  public DeviceKeys(Path stateDirectory, SecureRandom random) {
    this.directory = stateDirectory.resolve("keys");
    this.random = random;
  }

  /// The key of the WAN link of that name.
  public synchronized AgreementKey linkKey(String linkName) {
    if (!isLinkName(linkName)) {
      throw new IllegalArgumentException(
          "link: " + linkName + " (expected: letters, digits and . _ -)");
    }
    return agreementKey("link-" + linkName + ".key");
  }

  /// The key that stock WireGuard clients know.
  public synchronized AgreementKey serviceKey() {
    return agreementKey("service.key");
  }

  /// The P-256 key of the TLS client certificate.
  public synchronized KeyPair tlsKey() {
    return kept(
        directory.resolve("tls.key"), TlsKey::read, () -> TlsKey.make(random), TlsKey::text);
  }

  /// Whether a key can be kept under that link name.
  static boolean isLinkName(String name) {
    return LINK_NAME.matcher(name).matches();
  }

  private AgreementKey agreementKey(String fileName) {
    return agreementKeys.computeIfAbsent(
        fileName,
        name ->
            kept(
                directory.resolve(name),
                AgreementKey::read,
                () -> AgreementKey.make(random),
                AgreementKey::text));
  }

  private static <K> K kept(
      Path file, Function<String, K> read, Supplier<K> make, Function<K, String> text) {
    try {
      return read.apply(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (NoSuchFileException e) {
      LOG.info("key-made file={}", file);
    } catch (IOException | RuntimeException e) {
      LOG.warn("key-damaged file={} cause={}", file, e.getMessage());
      setAside(file);
    }
    K made = make.get();
    DurableFile.write(file, text.apply(made).getBytes(StandardCharsets.US_ASCII));
    return made;
  }

  private static void setAside(Path file) {
    try {
      Path damaged = file.resolveSibling(file.getFileName() + ".damaged");
      Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("not-set-aside file={} cause={}", file, e.getMessage());
    }
  }
}
