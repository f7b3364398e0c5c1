package io.hawser.orchestrator.server;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import io.hawser.orchestrator.command.Ledger;
import io.hawser.orchestrator.server.ca.CertificateAuthority;
import io.hawser.orchestrator.server.ca.DeviceTrust;
import io.hawser.orchestrator.server.ca.LastingIdentity;
import io.hawser.orchestrator.server.ca.PemFiles;
import io.hawser.orchestrator.server.ca.RevisionSigner;
import io.hawser.orchestrator.server.control.ClientIdentity;
import io.hawser.orchestrator.server.control.ControlRoutes;
import io.hawser.orchestrator.server.control.ControlServices;
import io.hawser.orchestrator.server.control.Distributor;
import io.hawser.orchestrator.server.control.Presence;
import io.hawser.orchestrator.server.control.Telemetry;
import io.hawser.orchestrator.server.enrol.ClaimDesk;
import io.hawser.orchestrator.server.enrol.Enrolment;
import io.hawser.orchestrator.server.enrol.EnrolmentRoutes;
import io.hawser.orchestrator.server.store.Database;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import io.hawser.orchestrator.server.store.SqlLedger;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running orchestrator.
public final class Orchestrator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Orchestrator.class);

  /// File below the data directory that tells the command line where we listen.
  static final String ENDPOINT_FILE = "endpoint";

  /// A link that swallows packets is noticed after two of these.
  private static final Duration PING_INTERVAL = Duration.ofSeconds(15);

  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  /// Edges' streams never end by themselves, so there is nothing to wait for.
  private static final Duration STOP_QUIET = Duration.ZERO;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  private final Database database;
  private final Distributor distributor;
  private final HttpRoutes people;
  private final Server server;
  private final OrchestratorServices services;
  private final URI localUri;

  private Orchestrator(
      Database database,
      Distributor distributor,
      HttpRoutes people,
      Server server,
      OrchestratorServices services,
      URI localUri) {
    this.database = database;
    this.distributor = distributor;
    this.people = people;
    this.server = server;
    this.services = services;
    this.localUri = localUri;
  }

  /// Opens everything below the data directory, made at the first start, and serves.
  ///
  /// @param people makes what serves people
  public static Orchestrator start(
      Settings settings,
      InstantSource clock,
      SecureRandom random,
      Function<OrchestratorServices, ? extends HttpRoutes> people) {
    Path data = privateDirectory(settings.data());
    CertificateAuthority authority = CertificateAuthority.open(data, clock.instant(), random);
    LastingIdentity identity =
        new LastingIdentity(data, authority, settings.certificateNames(), clock, random);
    RevisionSigner signer = RevisionSigner.open(data, random);
    Database database = Database.embedded(data);
    try {
      Ledger ledger = new SqlLedger(database);
      EdgeRevisions revisions = new EdgeRevisions(database);
      OrchestratorServices services =
          new OrchestratorServices(
              ledger,
              database,
              new ClaimDesk(ledger, authority, clock, random),
              new Telemetry(),
              new Presence(),
              revisions,
              LocalToken.open(data, random),
              settings.publicUri(settings.listen().getPort()),
              settings.warnings(),
              HexFormat.of().formatHex(authority.pin()),
              clock,
              random);
      return serve(settings, authority, identity, signer, services, people.apply(services));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static Orchestrator serve(
      Settings settings,
      CertificateAuthority authority,
      LastingIdentity identity,
      RevisionSigner signer,
      OrchestratorServices services,
      HttpRoutes people) {
    ControlServices control =
        new ControlServices(
            services.ledger(),
            services.revisions(),
            services.presence(),
            services.telemetry(),
            services.clock());
    ClientIdentity clients = new ClientIdentity(services.ledger(), authority);
    ServerBuilder builder = port(settings, authority, identity);
    new ControlRoutes(control, clients).addTo(builder);
    new EnrolmentRoutes(
            new Enrolment(services.ledger(), authority, services.clock()),
            clients,
            authority,
            signer,
            services.publicUri())
        .addTo(builder);
    people.addTo(builder);
    Distributor distributor = new Distributor(control, services.database(), signer);
    distributor.start();
    Server server = builder.build();
    server.start().join();
    URI localUri = settings.localUri(server.activeLocalPort());
    PemFiles.writePrivate(settings.data().resolve(ENDPOINT_FILE), localUri + "\n");
    return new Orchestrator(services.database(), distributor, people, server, services, localUri);
  }

  /// Client certificates are asked for and not demanded: people have none. One that is shown must
  /// be ours.
  private static ServerBuilder port(
      Settings settings, CertificateAuthority authority, LastingIdentity identity) {
    ServerTlsConfig tls =
        ServerTlsConfig.builder()
            .clientAuth(ClientAuth.OPTIONAL)
            .tlsCustomizer(context -> context.trustManager(new DeviceTrust(authority)))
            .build();
    return Server.builder()
        .https(settings.listen())
        .tlsProvider(new PortTls(identity, authority), tls)
        .pingInterval(PING_INTERVAL)
        .idleTimeout(IDLE_TIMEOUT)
        .gracefulShutdownTimeout(STOP_QUIET, STOP_TIMEOUT);
  }

  private static Path privateDirectory(Path directory) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "data: " + directory + " (expected: a directory that can be written)", e);
    }
  }

  public OrchestratorServices services() {
    return services;
  }

  /// Where this machine reaches us.
  public URI localUri() {
    return localUri;
  }

  @Override
  public void close() {
    server.stop().join();
    distributor.close();
    closePeople();
    database.close();
  }

  private void closePeople() {
    if (people instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        LOG.warn("stop: what serves people did not end", e);
      }
    }
  }
}
