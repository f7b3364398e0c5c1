package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.linux.LinuxException;
import io.hawser.edge.agent.local.AgentClient;
import io.hawser.edge.agent.local.AgentClient.AgentAbsent;
import io.hawser.edge.agent.local.AgentClient.AgentRefused;
import io.hawser.edge.agent.local.LinkView;
import io.hawser.edge.agent.local.StatusView;
import io.hawser.edge.agent.stamp.KeyFile;
import io.hawser.edge.agent.stamp.StampProbe;
import io.hawser.probe.session.StampResult;
import io.hawser.probe.session.StampResult.Counting;
import io.hawser.probe.session.StampResult.Variation;
import io.hawser.probe.session.StampSender;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "stamp",
    description =
        "Measure the way to a STAMP or TWAMP Light reflector: round trip, loss and delay variation"
            + " in each direction.")
final class StampCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long NS_PER_MS = 1_000_000;
  private static final long NS_PER_US = 1_000;
  private static final int MOST_INTERVAL_MS = 60_000;

  /// What `--json` prints.
  record Answer(
      String reflector, int port, boolean authenticated, String link, StampResult result) {}

  @SuppressWarnings("NullAway.Init") // set by picocli
  @ParentCommand
  private Hawser hawser;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Parameters(paramLabel = "ADDRESS", description = "address or name of the reflector")
  private String address;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "862",
      description = "its UDP port (${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "100",
      description = "packets to send (${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--interval",
      paramLabel = "MS",
      defaultValue = "100",
      description = "milliseconds between two of them (${DEFAULT-VALUE})")
  private int intervalMs;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "authenticated mode, with the key in this file: " + KeyFile.FORM)
  private @Nullable Path key;

  @Option(
      names = "--link",
      paramLabel = "NAME",
      description = "leave by this link of the edge, and not by the routes' choice")
  private @Nullable String link;

  @Option(
      names = "--plain",
      description = "send base packets only, to peers that take no extensions (RFC 8972)")
  private boolean plain;

  @Option(names = "--json", description = "print the result as JSON, times in nanoseconds")
  private boolean json;

  @Override
  public Integer call() {
    try {
      StampProbe.Questions questions = questions();
      StampProbe.Target target = target();
      StampResult result = StampProbe.run(target, questions);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        var answer =
            new Answer(
                target.reflector().getAddress().getHostAddress(),
                port,
                key != null,
                link == null ? "" : link,
                result);
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
      } else {
        out.print(text(result));
      }
      out.flush();
      return result.received() > 0 ? ExitStatus.OK : refused("no reply from " + address);
    } catch (AgentAbsent e) {
      refused(e.getMessage() + " (--link needs it, to know the edge's links)");
      return ExitStatus.NO_AGENT;
    } catch (AgentRefused | LinuxException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private int refused(String problem) {
    spec.commandLine().getErr().println("hawser: " + problem);
    return ExitStatus.REFUSED;
  }

  private StampProbe.Questions questions() {
    require(port >= 1 && port <= 65_535, "--port", port, "1 to 65535");
    require(
        count >= 1 && count <= StampSender.MOST_PACKETS,
        "--count",
        count,
        "1 to " + StampSender.MOST_PACKETS);
    require(
        intervalMs >= 1 && intervalMs <= MOST_INTERVAL_MS,
        "--interval",
        intervalMs,
        "1 to " + MOST_INTERVAL_MS);
    try {
      return new StampProbe.Questions(
          count, intervalMs * NS_PER_MS, !plain, key == null ? null : KeyFile.read(key));
    } catch (IllegalArgumentException e) {
      throw wrong("--key: " + e.getMessage());
    }
  }

  private void require(boolean met, String option, int value, String expected) {
    if (!met) {
      throw wrong(option + ": " + value + " (expected: " + expected + ")");
    }
  }

  private ParameterException wrong(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  private StampProbe.Target target() throws AgentAbsent, AgentRefused {
    InetAddress reflector;
    try {
      reflector = InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw wrong("ADDRESS: " + address + " (expected: an address or a name that has one)");
    }
    var socketAddress = new InetSocketAddress(reflector, port);
    if (link == null) {
      return new StampProbe.Target(socketAddress, "", null);
    }
    LinkView view = linkNamed(link);
    return view.addresses().stream()
        .map(InetAddress::ofLiteral)
        .filter(source -> source.getClass() == reflector.getClass())
        .findFirst()
        .map(source -> new StampProbe.Target(socketAddress, view.device(), source))
        .orElseThrow(
            () -> wrong("--link: " + link + " (expected: one with an address of that family)"));
  }

  private LinkView linkNamed(String name) throws AgentAbsent, AgentRefused {
    StatusView status =
        JSON.treeToValue(
            new AgentClient(hawser.directories().agentSocket()).ask("status", Map.of()),
            StatusView.class);
    return status.self().links().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "--link: %s (expected: one of %s)"
                        .formatted(
                            name,
                            String.join(
                                ", ",
                                status.self().links().stream().map(LinkView::name).toList()))));
  }

  // ---------------------------------------------------------------- for people

  private static String text(StampResult result) {
    Table loss = new Table("", ">PACKETS");
    loss.row("sent", String.valueOf(result.sent()));
    loss.row("answered", String.valueOf(result.received()));
    if (result.counting() != Counting.NOTHING) {
      loss.row("lost on the way there", String.valueOf(result.lostOut()));
      loss.row("lost on the way back", String.valueOf(result.lostBack()));
    }
    loss.row(
        result.counting() == Counting.NOTHING ? "lost, either way" : "lost, nobody knows where",
        String.valueOf(result.lostUntold()));
    loss.row("most lost in a row", String.valueOf(result.longestLoss()));
    loss.row("duplicates", String.valueOf(result.duplicates()));
    loss.row("out of order", String.valueOf(result.reordered()));
    if (result.refused() > 0) {
      loss.row("refused here", String.valueOf(result.refused()));
    }
    if (result.received() == 0) {
      return loss.toString();
    }
    Table delay = new Table("", ">MIN", ">MEDIAN", ">P95", ">P99", ">MAX", ">JITTER");
    StampResult.RoundTrip rtt = result.roundTrip();
    delay.row(
        "round trip",
        delay(rtt.minNs()),
        delay(rtt.medianNs()),
        "",
        delay(rtt.p99Ns()),
        delay(rtt.maxNs()),
        "");
    vary(delay, "variation there", result.out());
    vary(delay, "variation back", result.back());
    return loss
        + "\n"
        + delay
        + String.format(
            Locale.ROOT,
            "%nvoice      MOS %.2f%nreflector  got packets with TTL %d, %s%n",
            result.mos(),
            result.ttl(),
            result.extensions() ? "knows RFC 8972" : "base packets only");
  }

  private static void vary(Table table, String name, Variation variation) {
    table.row(
        name,
        "",
        "",
        delay(variation.p95Ns()),
        delay(variation.p99Ns()),
        delay(variation.maxNs()),
        delay(variation.jitterNs()));
  }

  private static String delay(long ns) {
    // Unmeasured, -1, stays what it is.
    return Quantity.delay(Math.floorDiv(ns, NS_PER_US));
  }
}
