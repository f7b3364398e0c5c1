package io.hawser.lab;

import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.emulator.Recording;
import io.hawser.lab.emulator.UserSpaceEmulator;
import io.hawser.lab.link.Nearest;
import io.hawser.lab.namespace.Instance;
import io.hawser.lab.namespace.Leftovers;
import io.hawser.lab.namespace.Machine;
import io.hawser.lab.namespace.MachineException;
import io.hawser.lab.scenario.Bench;
import io.hawser.lab.scenario.BenchOptions;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioRunner;
import io.hawser.lab.topology.Topology;
import io.hawser.lab.topology.TopologyException;
import io.hawser.lab.topology.TopologyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The words of `lab/run`, which starts this class as root with everything built.
///
/// `shell` is not here: the shell script enters a host by itself.
@Command(name = "lab/run", description = "Whole companies in network namespaces.")
public final class Main {
  /// The repository, as `lab/run` found it.
  static final Path ROOT = Path.of(System.getProperty("hawser.root", "."));

  /// The exit status where the machine lacks something.
  private static final int TOOL_MISSING = 3;

  private static final long SEED = Long.getLong("hawser.seed", 1);

  private Main() {}

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Main());
    ServiceLoader.load(Word.class).forEach(word -> line.addSubcommand(word));
    line.setExecutionExceptionHandler(
        (failure, _, _) -> {
          if (failure instanceof MachineException) {
            System.err.println(failure.getMessage());
            return TOOL_MISSING;
          }
          if (failure instanceof IOException
              || failure instanceof TopologyException
              || failure instanceof IllegalArgumentException) {
            System.err.println(failure.getMessage());
          } else {
            failure.printStackTrace(System.err);
          }
          return 1;
        });
    System.exit(line.execute(arguments));
  }

  @Command(name = "up", description = "Brings a topology up and leaves it running.")
  int up(
      @Parameters(paramLabel = "TOPOLOGY", description = "a name in lab/topologies, or a file")
          String topology,
      @Option(names = "--seed", description = "another seed than the file's") @Nullable Long seed)
      throws IOException {
    Topology read = TopologyFile.read(topologyFile(topology));
    Machine.check();
    Topology seeded = seed == null ? read : read.withSeed(seed);
    Instance instance = Instance.fromEnvironment();
    Path logs = ROOT.resolve("lab/netns/target/lab").resolve(instance.name());
    long startNs = System.nanoTime();
    Lab lab = Lab.up(seeded, new Lab.Options(instance, logs, true));
    System.out.printf(
        "%s is up: %d hosts, %d links, seed %d, %.1f s%n",
        seeded.name(),
        lab.hosts().size(),
        lab.links().size(),
        seeded.seed(),
        (System.nanoTime() - startNs) / 1e9);
    System.out.println("hosts: " + String.join(" ", lab.hosts().stream().map(Host::name).toList()));
    System.out.println("links: " + String.join(" ", lab.links().stream().map(Link::name).toList()));
    System.out.println("next: lab/run shell HOST, lab/run set LINK loss=5%, lab/run down");
    return 0;
  }

  @Command(name = "test", description = "Every scenario in short form.")
  int test(@Mixin Variation variation) throws IOException {
    variation.apply();
    List<Scenario> scenarios = new ArrayList<>(all(Scenario.class).values());
    scenarios.removeIf(scenario -> !scenario.isIn(Form.SHORT));
    try (ScenarioRunner runner = runner()) {
      runner.runAll(scenarios, Form.SHORT);
      System.out.println(runner.summary());
      return runner.lenientStatus();
    }
  }

  @Command(name = "check", description = "Scenarios in full form; all of them if none is named.")
  int check(
      @Parameters(paramLabel = "SCENARIO", arity = "0..*") @Nullable List<String> names,
      @Option(names = "--json", paramLabel = "FILE") @Nullable Path json,
      @Mixin Recorded recorded,
      @Mixin Variation variation)
      throws IOException {
    variation.apply();
    Map<String, Scenario> known = all(Scenario.class);
    known.values().removeIf(scenario -> !scenario.isIn(Form.FULL));
    BenchOptions options = BenchOptions.overTraces(recorded.traces(names));
    known.replaceAll(
        (_, scenario) -> scenario instanceof Bench bench ? bench.with(options) : scenario);
    return judge(known, names, json);
  }

  @Command(name = "bench", description = "Measurements; all of them if none is named.")
  int bench(
      @Parameters(paramLabel = "NAME", arity = "0..*") @Nullable List<String> names,
      @Option(names = "--json", paramLabel = "FILE") @Nullable Path json,
      @Option(
              names = "--peer",
              paramLabel = "PATH",
              defaultValue = "${env:HAWSER_BENCH_PEER}",
              description = "another wireguard-go to measure beside")
          @Nullable Path peer,
      @Option(
              names = "--parts",
              split = ",",
              paramLabel = "PART",
              defaultValue = "${env:HAWSER_BENCH_PARTS}",
              description = "some parts only")
          @Nullable List<String> parts,
      @Option(names = "--rounds", description = "turns of each contender", defaultValue = "5")
          int rounds,
      @Mixin Recorded recorded)
      throws IOException {
    BenchOptions options =
        new BenchOptions(
            Optional.ofNullable(peer).map(Path::toAbsolutePath),
            parts == null ? List.of() : parts,
            rounds,
            recorded.traces(names));
    Map<String, Bench> benches = new TreeMap<>();
    all(Bench.class).forEach((name, bench) -> benches.put(name, bench.with(options)));
    return judge(benches, names, json);
  }

  /// Traces that somebody recorded.
  static final class Recorded {
    private static final String USER = "qos";

    @Option(
        names = "--trace",
        paramLabel = "FILE",
        description =
            "a recorded cellular trace, over which `qos` measures besides: a millisecond a line, at"
                + " each of which one packet of 1,504 bytes can leave; may be given more than once")
    private List<Path> files = List.of();

    /// @param names of what is to run, null for all
    List<Path> traces(@Nullable List<String> names) throws IOException {
      if (!files.isEmpty() && names != null && !names.contains(USER)) {
        throw new IllegalArgumentException(
            "--trace: not used by " + String.join(", ", names) + " (expected: with " + USER + ")");
      }
      for (Path file : files) {
        Recording.read(file);
      }
      return files.stream().map(Path::toAbsolutePath).toList();
    }
  }

  /// Other edges than the usual ones.
  static final class Variation {
    @Option(
        names = "--without",
        split = ",",
        paramLabel = "OFFLOAD",
        description = "what all edges do without: gso, gro, tso, uso, libcrypto")
    private List<String> without = List.of();

    void apply() {
      for (String word : without) {
        if (!EdgeNode.OFFLOADS.contains(word)) {
          throw new IllegalArgumentException(
              "--without: "
                  + word
                  + " (expected: "
                  + Nearest.expectation(word, EdgeNode.OFFLOADS)
                  + ")");
        }
      }
      System.setProperty(EdgeNode.WITHOUT, String.join(",", without));
    }
  }

  private static int judge(
      Map<String, ? extends Scenario> known, @Nullable List<String> names, @Nullable Path json)
      throws IOException {
    List<String> wanted = names == null ? List.copyOf(known.keySet()) : names;
    for (String name : wanted) {
      if (!known.containsKey(name)) {
        throw new IllegalArgumentException(
            "name: " + name + " (expected: " + Nearest.expectation(name, known.keySet()) + ")");
      }
    }
    if (wanted.isEmpty()) {
      System.err.println(
          "nothing to run: none is registered in META-INF/services (see lab/README.md)");
      return ScenarioRunner.NOT_MEASURABLE;
    }
    List<Scenario> scenarios = new ArrayList<>();
    // In their own order: what comes later in a company finds what the others left.
    known.forEach(
        (name, scenario) -> {
          if (wanted.contains(name)) {
            scenarios.add(scenario);
          }
        });
    try (ScenarioRunner runner = runner()) {
      runner.runAll(scenarios, Form.FULL);
      System.out.println(runner.summary());
      if (json != null) {
        runner.writeJson(json);
      }
      return runner.strictStatus();
    }
  }

  private static ScenarioRunner runner() throws IOException {
    Machine.check();
    Leftovers.removeAbandoned();
    return new ScenarioRunner(ROOT, SEED, System.out);
  }

  private static <T extends Scenario> Map<String, T> all(Class<T> kind) {
    Map<String, T> byName = new LinkedHashMap<>();
    ServiceLoader.load(kind).forEach(found -> byName.put(found.name(), found));
    return byName;
  }

  @Command(name = "down", description = "Removes what `up` made.")
  int down() throws IOException {
    List<String> found = Leftovers.remove(Instance.fromEnvironment());
    System.out.println(found.isEmpty() ? "nothing was up" : "removed: " + String.join(", ", found));
    return 0;
  }

  @Command(name = "clean", description = "Removes what killed runs left, and what is up.")
  int clean() throws IOException {
    List<String> found = new ArrayList<>(Leftovers.removeAbandoned());
    found.addAll(Leftovers.remove(Instance.fromEnvironment()));
    System.out.println(
        found.isEmpty() ? "nothing to clean" : "removed: " + String.join(", ", found));
    return 0;
  }

  @Command(name = "set", description = "Changes a link while it runs.")
  int set(
      @Parameters(paramLabel = "LINK", description = "such as branch-1/lte") String link,
      @Parameters(paramLabel = "KEY=VALUE", arity = "0..*") @Nullable List<String> words) {
    UserSpaceEmulator emulator = runningEmulator();
    if (words != null) {
      emulator.set(link, words.stream().map(Main::absoluteTrace).toList());
    }
    System.out.println(link + ": " + emulator.settings(link).summary());
    return 0;
  }

  @Command(
      name = "show",
      description = "Shows links with their counters, and the emulator's lateness.")
  int show() {
    UserSpaceEmulator emulator = runningEmulator();
    for (String link : emulator.links()) {
      System.out.println(link + ": " + emulator.settings(link).summary());
      emulator
          .counters(link)
          .forEach((way, counters) -> System.out.println("  " + way + " " + counters));
    }
    System.out.println("emulator: " + emulator.punctuality().line());
    return 0;
  }

  private static UserSpaceEmulator runningEmulator() {
    Instance instance = Instance.fromEnvironment();
    if (!Files.exists(instance.emulatorSocket())) {
      throw new IllegalArgumentException(
          "lab: none is up (expected: `lab/run up TOPOLOGY` or a running demo first)");
    }
    return UserSpaceEmulator.at(instance.emulatorSocket());
  }

  private static String absoluteTrace(String word) {
    int value = word.indexOf("trace=") + "trace=".length();
    boolean isFile = word.contains("trace=") && !word.endsWith("=none");
    return isFile
        ? word.substring(0, value) + Path.of(word.substring(value)).toAbsolutePath()
        : word;
  }

  static Path topologyFile(String nameOrFile) throws IOException {
    Path named = ROOT.resolve("lab/topologies").resolve(nameOrFile + ".yaml");
    Path file = Files.exists(named) ? named : Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "topology: "
              + nameOrFile
              + " (expected: a file, or a name in "
              + named.getParent()
              + ")");
    }
    return file;
  }
}
