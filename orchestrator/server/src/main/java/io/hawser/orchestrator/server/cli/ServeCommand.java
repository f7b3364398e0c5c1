package io.hawser.orchestrator.server.cli;

import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.Orchestrator;
import io.hawser.orchestrator.server.OrchestratorServices;
import io.hawser.orchestrator.server.Settings;
import io.hawser.orchestrator.server.users.FirstAdmin;
import io.hawser.orchestrator.server.web.WebRoutes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `serve`: the orchestrator itself, until the process is told to end.
@Command(name = "serve", description = "run the orchestrator")
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  /// `EX_CONFIG` of sysexits.h: another start would end the same, so the unit makes none.
  static final int BAD_SETTINGS = 78;

  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "YAML with data, listen and names; the options below overrule it"
              + " (default: /etc/hawser/orchestrator.yaml, where there is one)")
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "database and keys (default: /var/lib/hawser-orchestrator)")
  @Nullable Path data;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      description = "default: " + Settings.DEFAULT_LISTEN)
  @Nullable String listen;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "host name or address by which people and edges reach it; may be repeated")
  List<String> names = List.of();

  @Override
  public Integer call() throws Exception {
    Settings settings;
    try {
      settings = settings();
    } catch (RefusedException e) {
      spec.commandLine().getErr().println(e.getMessage());
      spec.commandLine().getErr().flush();
      return BAD_SETTINGS;
    }
    Orchestrator orchestrator =
        Orchestrator.start(settings, InstantSource.system(), new SecureRandom(), WebRoutes::new);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().unstarted(() -> close(orchestrator, ended)));
    greet(orchestrator.services());
    ended.await();
    return 0;
  }

  private Settings settings() throws IOException {
    Settings read = config != null ? parsed(config) : installed();
    return new Settings(
        data == null ? read.data() : data,
        listen == null ? read.listen() : Settings.listen(listen),
        names.isEmpty() ? read.names() : names);
  }

  private static Settings installed() throws IOException {
    return Files.exists(Settings.FILE) ? parsed(Settings.FILE) : Settings.DEFAULT;
  }

  private static Settings parsed(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw RefusedException.invalid("config: " + file + " (expected: a readable file)");
    }
    return Settings.parse(Files.readString(file), String.valueOf(file.getFileName()));
  }

  private void greet(OrchestratorServices services) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Hawser orchestrator at " + services.publicUri());
    out.println("CA key SHA-256 " + services.caFingerprint());
    services.warnings().forEach(warning -> out.println("Warning: " + warning));
    new FirstAdmin(services)
        .oneTimePassword()
        .ifPresent(
            password ->
                out.println(
                    "First user: admin, one-time password: "
                        + password
                        + " (shown this once; sign in and choose your own)"));
    out.flush();
  }

  private static void close(Orchestrator orchestrator, CountDownLatch ended) {
    try {
      orchestrator.close();
    } catch (Exception e) {
      LOG.error("stop failed", e);
    } finally {
      ended.countDown();
    }
  }
}
