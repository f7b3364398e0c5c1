package io.hawser.lab.scenario;

import io.hawser.lab.Lab;
import io.hawser.lab.emulator.Punctuality;
import io.hawser.lab.topology.Topology;
import io.hawser.lab.topology.TopologyFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// What a scenario is given: labs, a place for files, a seed, and somewhere to tell what happens.
public final class ScenarioContext implements AutoCloseable {
  private final Path root;
  private final Path directory;
  private final long seed;
  private final PrintStream out;
  private final Shelf shelf;
  private final Figures facts = new Figures();
  private final List<Lab> labs = new ArrayList<>();
  private final List<Punctuality> late = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  /// Directories with logs of all that ran in it.
  private final Set<Path> logs = new LinkedHashSet<>();

  public ScenarioContext(Path root, Path directory, long seed, PrintStream out) {
    this(root, directory, seed, out, new Shelf());
  }

  ScenarioContext(Path root, Path directory, long seed, PrintStream out, Shelf shelf) {
    this.root = root;
    this.directory = directory;
    this.seed = seed;
    this.out = out;
    this.shelf = shelf;
    logs.add(directory);
  }

  /// The repository, where `appliance-image/target` has the packages.
  public Path root() {
    return root;
  }

  /// Where this run keeps its logs, captures and whatever else is worth a look.
  public Path directory() {
    return directory;
  }

  /// Where all randomness of this run comes from; printed with the result.
  public long seed() {
    return seed;
  }

  /// What is known so far: the figures of a scenario that adds them here are told even if it breaks
  /// off.
  public Figures facts() {
    return facts;
  }

  /// Tells a person what is going on.
  public void say(String line) {
    out.println("  " + line);
  }

  /// Lets time pass, so that something can happen.
  public void pass(Duration time) {
    long deadlineNs = System.nanoTime() + time.toNanos();
    for (long leftNs = time.toNanos(); leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
  }

  /// Brings up a topology of `lab/topologies`; it is closed after the run.
  public Lab up(String topology) throws IOException {
    return up(TopologyFile.read(root.resolve("lab/topologies").resolve(topology + ".yaml")));
  }

  /// Brings up a topology with this run's seed; it is closed after the run. One lab can be up at a
  /// time.
  public Lab up(Topology topology) throws IOException {
    shelf.close();
    Lab lab = Lab.up(topology.withSeed(seed), Lab.Options.scenario(directory));
    labs.add(lab);
    return lab;
  }

  /// What was left for the scenarios after this one, or by those before.
  public Shelf shelf() {
    return shelf;
  }

  /// Takes over a lab that another run brought up, until it is [released][#release].
  public void adopt(Lab lab) {
    labs.add(lab);
    logs.add(lab.logs());
    lab.resetPunctuality();
  }

  /// Leaves a lab up after this run, for the caller to close; answers false where its emulator is
  /// no more, and nothing was done.
  public boolean release(Lab lab) {
    int before = broken.size();
    ask(lab::punctuality);
    return broken.size() == before && labs.remove(lab);
  }

  /// Closes a lab before the run ends, so that the next can come up.
  public void down(Lab lab) throws IOException {
    labs.remove(lab);
    try (lab) {
      ask(lab::punctuality);
    }
  }

  /// Notes what an emulator says of itself, or that it says nothing any more: nobody knows then
  /// what its wires did.
  void ask(Supplier<Punctuality> emulator) {
    try {
      Punctuality punctuality = emulator.get();
      if (!punctuality.isValid()) {
        late.add(punctuality);
      }
    } catch (RuntimeException gone) {
      broken.add(String.valueOf(gone.getMessage()));
    }
  }

  /// Directories with logs of this run; they may have those of earlier ones, too.
  Set<Path> logs() {
    return logs;
  }

  /// What became of emulators that did not last.
  List<String> broken() {
    return broken;
  }

  /// What the emulators say of themselves where they were too late.
  List<Punctuality> late() {
    return late;
  }

  @Override
  public void close() throws IOException {
    for (Lab lab : List.copyOf(labs)) {
      down(lab);
    }
  }
}
