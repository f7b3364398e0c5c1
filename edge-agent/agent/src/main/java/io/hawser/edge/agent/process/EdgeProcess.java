package io.hawser.edge.agent.process;

import com.google.protobuf.ByteString;
import io.hawser.edge.agent.cli.AgentStarter;
import io.hawser.edge.agent.cli.Version;
import io.hawser.edge.agent.config.EdgeDirectories;
import io.hawser.edge.agent.config.EdgeSettings;
import io.hawser.edge.agent.config.SettingsException;
import io.hawser.edge.agent.control.ControlClient;
import io.hawser.edge.agent.control.ControlSetup;
import io.hawser.edge.agent.control.ControlTimes;
import io.hawser.edge.agent.control.RevisionIntake;
import io.hawser.edge.agent.enrol.DeviceFacts;
import io.hawser.edge.agent.enrol.Membership;
import io.hawser.edge.agent.linux.BootClock;
import io.hawser.edge.agent.linux.CompilerThreads;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.linux.NativeHeap;
import io.hawser.edge.agent.linux.Offload;
import io.hawser.edge.agent.linux.Precedence;
import io.hawser.edge.agent.local.LocalServer;
import io.hawser.edge.agent.runtime.EdgeRuntime;
import io.hawser.edge.agent.stamp.ReflectorSetup;
import io.hawser.edge.agent.stamp.StampService;
import io.hawser.edge.agent.store.CheckedRevision;
import io.hawser.edge.agent.store.DeviceKeys;
import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.store.RevisionCheck;
import io.hawser.edge.agent.store.RevisionStore;
import io.hawser.edge.control.ControlListener;
import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.path.PathChange;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.Hello;
import io.hawser.orchestrator.api.Link;
import io.hawser.policy.Policy;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon `hawser agent`.
public final class EdgeProcess implements AgentStarter {
  static final String TUN = "hawser0";

  private static final Logger LOG = LoggerFactory.getLogger(EdgeProcess.class);
  private static final int STOPPED = 0;
  private static final int UNUSABLE_SETTINGS = 2;
  private static final int THREAD_DIED = 3;
  private static final long MEASUREMENT_MS = 1_000;
  private static final long RENEWAL_CHECK_HOURS = 1;

  @Override
  public int run(EdgeDirectories directories) throws IOException, InterruptedException {
    EdgeSettings settings;
    try {
      settings = EdgeSettings.read(directories.settingsFile());
    } catch (SettingsException e) {
      LOG.error("settings-refused cause={}", e.getMessage());
      return UNUSABLE_SETTINGS;
    }
    Precedence.PACKETS.giveCollector();
    try (Running running = new Running(directories, settings)) {
      return running.live();
    }
  }

  /// One life of the daemon.
  private static final class Running implements AutoCloseable, ControlListener {
    private final EdgeDirectories directories;
    private final EdgeSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final EngineSteerer steerer = new EngineSteerer();
    private final DeviceKeys keys;
    private final Reporter reporter;
    private final History history = new History();
    private final CompilerThreads compilers = new CompilerThreads();
    private final TrimSchedule trims = new TrimSchedule();
    private final @Nullable StampService stamp;
    private final EdgeRuntime runtime;
    private final Membership membership;
    private final DeviceUplinks uplinks;
    private final RevisionStore revisions;
    private final AgentView view;
    private final ScheduledExecutorService timers =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("edge-timers").factory());
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean died;
    private volatile @Nullable EdgeConfiguration configuration;
    private volatile @Nullable ControlClient client;
    private @Nullable LocalServer local;
    private boolean closed;

    Running(EdgeDirectories directories, EdgeSettings settings) {
      this.directories = directories;
      this.settings = settings;
      keys = new DeviceKeys(directories.state(), random);
      reporter = new Reporter(keys);
      revisions = new RevisionStore(directories.state());
      Optional<ReflectorSetup> reflector = settings.reflector();
      stamp = reflector.flatMap(StampService::start).orElse(null);
      runtime =
          EdgeRuntime.start(
              new EdgeRuntime.Setup(
                  TUN,
                  settings.threads(),
                  reflector.map(setup -> Set.of(setup.port())).orElse(Set.of()),
                  keys,
                  steerer,
                  this,
                  this::onDevices,
                  random::nextBytes,
                  ciphers(),
                  key -> new StoredTimestamps(directories.state(), key),
                  this::onDeath));
      uplinks = new DeviceUplinks(runtime::devices, this::configuration);
      membership =
          new Membership(
              settings.orchestrator(),
              settings.claim(),
              keys,
              directories.state(),
              uplinks,
              Clock.systemUTC(),
              random);
      view =
          new AgentView(
              runtime,
              membership,
              settings.orchestrator(),
              Base64.getEncoder().encodeToString(keys.serviceKey().publicKey()),
              history,
              steerer.forQuestions(),
              this::configuration,
              () -> Optional.ofNullable(client),
              () -> stamp == null ? List.of() : stamp.drops());
    }

    int live() throws IOException, InterruptedException {
      Runtime.getRuntime().addShutdownHook(new Thread(this::close, "edge-stop"));
      CheckedRevision stored = membership.identity().map(this::resume).orElse(null);
      local = LocalServer.open(directories.agentSocket(), view);
      var _ =
          timers.scheduleWithFixedDelay(
              this::trim, TrimSchedule.LOOK_SECONDS, TrimSchedule.LOOK_SECONDS, TimeUnit.SECONDS);
      Thread.ofPlatform().daemon().name("edge-membership").start(() -> belong(stored));
      stop.await();
      return died ? THREAD_DIED : STOPPED;
    }

    /// Forwards by the revision on the disk, before anybody is asked.
    private @Nullable CheckedRevision resume(Identity identity) {
      Optional<CheckedRevision> stored = revisions.load(check(identity));
      if (stored.isEmpty()) {
        return null;
      }
      try {
        apply(stored.get());
        LOG.info("revision-resumed revision={}", stored.get().number());
        return stored.get();
      } catch (RuntimeException e) {
        // The orchestrator must stay within reach: only it can mend a revision that does not fit.
        LOG.error(
            "revision-not-resumed revision={} cause={}", stored.get().number(), e.getMessage());
        return null;
      }
    }

    private static PacketCiphers ciphers() {
      return PacketCiphers.choose(
          Offload.LIBCRYPTO.isWanted()
              ? System.getProperty("hawser.aead", "")
              : JdkAead.SUITE.name(),
          System.getProperty("hawser.cipher", ""),
          System::nanoTime);
    }

    private static RevisionCheck check(Identity identity) {
      return new RevisionCheck(
          identity.revisionKey(),
          identity.edgeId(),
          policy -> {
            var _ = Policy.parse(policy, "policy_yaml");
          });
    }

    private void apply(CheckedRevision revision) {
      runtime.apply(revision.configuration());
      configuration = revision.configuration();
      onDevices(runtime.devices());
    }

    /// Becomes a member, if need be, and holds the control stream from then on.
    private void belong(@Nullable CheckedRevision inForce) {
      try {
        Identity identity = membership.await(DeviceFacts.ofThisMachine(settings.serial()));
        ControlClient started =
            new ControlClient(
                setup(),
                new RevisionIntake(check(identity), revisions, this::apply, inForce),
                new QuestionDesk(view));
        client = started;
        // What changed since the setup was made has been told to nobody.
        onDevices(runtime.devices());
        started.start();
        var _ =
            timers.scheduleAtFixedRate(
                this::measure, MEASUREMENT_MS, MEASUREMENT_MS, TimeUnit.MILLISECONDS);
        while (!stop.await(RENEWAL_CHECK_HOURS, TimeUnit.HOURS)) {
          renew();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("membership-ended cause={}", e.getMessage());
      }
    }

    private void trim() {
      if (trims.isDue(compilers.takenMs())) {
        NativeHeap.trim();
      }
    }

    private void renew() throws InterruptedException {
      try {
        membership.renewIfDue();
      } catch (RuntimeException e) {
        LOG.warn("certificate-not-renewed cause={}", e.getMessage());
      }
    }

    private ControlSetup setup() {
      Hello.Builder hello =
          Hello.newBuilder()
              .setVersion(Version.current())
              .setBootId(UUID.randomUUID().toString())
              .setServiceKey(ByteString.copyFrom(keys.serviceKey().publicKey()));
      if (runtime.ciphers().aes256Gcm()) {
        hello.addCiphers(PacketCipher.AES_256_GCM.word());
      }
      return new ControlSetup(
          settings.orchestrator(),
          () -> membership.identity().orElseThrow(),
          keys.tlsKey().getPrivate(),
          uplinks,
          hello.build(),
          reporter.links(runtime.devices(), inForce()),
          Clock.systemUTC(),
          random,
          ControlTimes.DEFAULT);
    }

    private Optional<EdgeConfiguration> configuration() {
      return Optional.ofNullable(configuration);
    }

    private EdgeConfiguration inForce() {
      return configuration().orElse(EdgeConfiguration.getDefaultInstance());
    }

    private void measure() {
      ControlClient present = client;
      if (present == null) {
        return;
      }
      try {
        Snapshot snapshot = runtime.ask(Snapshot::of);
        present.reportVerdicts(Reporter.verdicts(snapshot));
        present.reportMeasurements(Reporter.measurements(snapshot, runtime.queues()));
      } catch (RuntimeException e) {
        LOG.warn("not-measured cause={}", e.getMessage());
      }
    }

    // -------------------------------------------------------------- from the edge's threads

    private void onDevices(Devices devices) {
      if (stamp != null) {
        stamp.follow(
            devices,
            inForce().getLinksList().stream()
                .collect(Collectors.toMap(Link::getName, Link::getDevice, (one, _) -> one)));
      }
      ControlClient present = client;
      if (present != null) {
        present.reportLinks(reporter.links(devices, inForce()));
      }
    }

    @Override
    public void onPathChange(PathChange change) {
      LOG.info(
          "path path={} direction={} from={} to={} cause={}",
          change.path().pathId(),
          Reporter.word(change.direction()),
          Reporter.word(change.from()),
          Reporter.word(change.to()),
          change.text());
      report(Reporter.event(change, inForce().getEdgeName()));
    }

    @Override
    public void onMove(Move move) {
      LOG.info(
          "move class={} peer={} from={} to={} cause={} rule={} reason={} measured={}",
          move.trafficClass(),
          move.peer(),
          move.from(),
          move.to(),
          move.cause(),
          move.rule(),
          move.reason(),
          PathWords.measured(move.measured()));
      history.add(move);
      report(Reporter.event(move, inForce().getEdgeName()));
    }

    @Override
    public void onPeerAway(String peer, boolean away) {
      LOG.info("peer-away peer={} away={}", peer, away);
      report(Reporter.awayEvent(peer, away, inForce().getEdgeName()));
    }

    private void report(Event event) {
      ControlClient present = client;
      if (present != null) {
        present.reportEvent(event);
      }
    }

    private void onDeath(Throwable cause) {
      LOG.error("edge-died at={} cause={}", BootClock.wallEpochNs(), String.valueOf(cause));
      died = true;
      stop.countDown();
    }

    @Override
    public synchronized void close() {
      stop.countDown();
      if (closed) {
        return;
      }
      closed = true;
      timers.shutdownNow();
      ControlClient present = client;
      if (present != null) {
        present.close();
      }
      LocalServer served = local;
      if (served != null) {
        try {
          served.close();
        } catch (IOException e) {
          LOG.warn("not-closed cause={}", e.getMessage());
        }
      }
      runtime.close();
      // After the host thread, which tells it of devices.
      if (stamp != null) {
        stamp.close();
      }
    }
  }
}
