package io.hawser.lab.trouble;

import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.Compilers;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.emulator.Punctuality;
import io.hawser.lab.scenario.Figure;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Shelf;
import io.hawser.lab.topology.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A company that runs, and its branches with traffic to headquarters.
final class Rig implements AutoCloseable, Shelf.Left {
  static final String HUB = "hq";

  private static final Duration UP_LIMIT = Duration.ofSeconds(180);

  /// Until the compilers have heard of what runs a thousand times a second.
  private static final Duration WARM_UP = Duration.ofSeconds(8);

  /// And until they are done with it.
  private static final Duration COMPILED_LIMIT = Duration.ofSeconds(60);

  private static final Duration REHEARSED = Duration.ofSeconds(5);

  /// A fifth of the shortest gap that has a goal. Where the wires were later, a gap is in part
  /// theirs: this machine's processors were not to be had.
  private static final long LATEST_NS = 10_000_000;

  /// Branches suffer so far apart, not all in the same millisecond.
  private static final Duration APART = Duration.ofMillis(300);

  private final Setting made;
  private ScenarioContext context;
  private final Company company;
  private final List<Branch> all = new ArrayList<>();

  /// Those that have traffic and suffer.
  private List<Branch> branches = all;

  private final Queue<String> spoiled = new ConcurrentLinkedQueue<>();
  private boolean rehearsed;

  /// Something that is done to a branch, and looked at.
  @FunctionalInterface
  interface Work {
    void on(Branch branch) throws Exception;
  }

  private Rig(ScenarioContext context, Company company, Setting made) {
    this.context = context;
    this.company = company;
    this.made = made;
  }

  /// What a setting wants, where possible what a trial before left.
  static Rig of(ScenarioContext context, Setting setting) throws Exception {
    long startNs = System.nanoTime();
    Rig rig = taken(context, setting).orElse(null);
    if (rig == null) {
      rig = start(context, setting);
    }
    try {
      rig.prepare(setting);
      context.say("ready after " + (System.nanoTime() - startNs) / 1_000_000_000L + " s");
      return rig;
    } catch (Exception failed) {
      rig.close();
      throw failed;
    }
  }

  private static Optional<Rig> taken(ScenarioContext context, Setting setting) throws IOException {
    Shelf.Left left = context.shelf().take().orElse(null);
    if (left instanceof Rig rig && setting.takesOver(rig.made)) {
      context.say("the company of before goes on; its logs: " + rig.context.directory());
      context.adopt(rig.lab());
      rig.context = context;
      return Optional.of(rig);
    }
    if (left != null) {
      left.end();
    }
    return Optional.empty();
  }

  private void prepare(Setting setting) throws Exception {
    widen();
    if (!setting.traffic()) {
      close();
    } else if (!hasTraffic()) {
      begin();
    }
    if (setting.traffic() && setting.ready() != Setting.Readiness.CALM) {
      awaitCompilers();
    }
    if (setting.traffic() && setting.ready() == Setting.Readiness.REHEARSED && !rehearsed) {
      rehearse();
    }
    lab().resetPunctuality();
  }

  /// Leaves the company for the trial after this one, if it is still good for one.
  boolean leave() {
    boolean well =
        made.isShared()
            && figures().list().stream().allMatch(Figure::holds)
            && company.edges().stream().allMatch(edge -> edge.process().isAlive())
            && context.release(lab());
    if (well) {
      context.shelf().put(this);
    }
    return well;
  }

  @Override
  public void end() throws IOException {
    try (Lab _ = lab()) {
      close();
    }
  }

  /// A topology and a company of that name, with the policy of all troubles; traffic flows.
  static Rig up(ScenarioContext context, String name) throws Exception {
    Rig rig = start(context, Setting.of(name));
    rig.begin();
    rig.awaitCompilers();
    return rig;
  }

  private static Rig start(ScenarioContext context, Setting setting) throws Exception {
    Lab lab = context.up(setting.topology());
    Company company = new Company(lab, context.root());
    company.apply(setting.company(), "troubles");
    for (EdgeNode edge : company.edges()) {
      if (!edge.name().equals(HUB)) {
        edge.setClockAhead(setting.ahead());
      }
      company.powerOn(edge.name());
    }
    company.awaitPaths(UP_LIMIT);
    Rig rig = new Rig(context, company, setting);
    for (Site site : lab.topology().sites()) {
      if (!site.name().equals(HUB)) {
        rig.all.add(new Branch(rig, site, rig.all.size()));
      }
    }
    // How late the wires were while the company started is no matter for what follows.
    lab.resetPunctuality();
    return rig;
  }

  /// Traffic begins, and everybody gets used to it: one branch after the other, for what is not
  /// compiled yet costs so much that with all of them at once nothing would be left to compile it.
  void begin() throws Exception {
    for (Branch branch : branches) {
      if (branch != first()) {
        awaitCompilers();
      }
      branch.begin();
      context.pass(WARM_UP);
    }
    for (Branch branch : branches) {
      branch.awaitCalm();
    }
    lab().resetPunctuality();
  }

  /// A first trouble that nobody judges. Compilers take what has never failed for what never does:
  /// the first failure throws their work away, and those of all edges of this one machine begin
  /// again at once.
  private void rehearse() throws Exception {
    rehearsed = true;
    eachBranch(
        branch -> {
          branch.link(branch.voiceLink()).set("blackhole=both");
          pass(REHEARSED);
          branch.restore();
        });
    pass(WARM_UP);
    awaitCompilers();
    for (Branch branch : branches) {
      branch.awaitCalm();
    }
    lab().resetPunctuality();
  }

  /// From now on only the first branch suffers, and where no traffic flows yet, only it will have
  /// some: for what would cost the machine too much at three branches at a time.
  void narrow() {
    branches = List.of(first());
  }

  /// From now on all branches have traffic and suffer.
  void widen() {
    branches = all;
  }

  void awaitCompilers() {
    Compilers.awaitRest(company.edges(), COMPILED_LIMIT);
  }

  ScenarioContext context() {
    return context;
  }

  Figures figures() {
    return context.facts();
  }

  void say(String line) {
    context.say(line);
  }

  /// Adds to a file in the scenario's directory, which is for people.
  synchronized void trace(String name, String text) {
    try {
      Files.writeString(
          context.directory().resolve(name + ".txt"),
          text,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Company company() {
    return company;
  }

  Lab lab() {
    return company.lab();
  }

  EdgeNode hub() {
    return company.edge(HUB);
  }

  List<Branch> branches() {
    return branches;
  }

  Branch first() {
    return branches.getFirst();
  }

  /// Whether calls and data flow.
  boolean hasTraffic() {
    return branches.stream().noneMatch(branch -> branch.streams().isEmpty());
  }

  void pass(Duration time) {
    context.pass(time);
  }

  /// What happens now is no measure of anything, for that reason.
  void spoil(String why) {
    spoiled.add(why);
  }

  /// Begins to watch whether this machine keeps time.
  void watchTime() {
    spoiled.clear();
    lab().resetPunctuality();
  }

  /// Why what happened since [#watchTime()] is no measure of gaps; empty if it is one.
  String whyNoMeasure() {
    Punctuality wires = lab().punctuality();
    return wires.isValidForGaps()
        ? String.join(", ", spoiled)
        : "the wires were late: " + wires.line();
  }

  /// The same where gaps of 50 ms are judged.
  String whyNoMeasureOfShortGaps() {
    Punctuality wires = lab().punctuality();
    return wires.lateMaxNs() <= LATEST_NS ? whyNoMeasure() : "the wires were late: " + wires.line();
  }

  /// Why what happened since [#watchTime()] is no measure of losses; empty if it is one.
  String whyNoCount() {
    Punctuality wires = lab().punctuality();
    return wires.overruns() == 0 ? "" : "the wires lost frames: " + wires.line();
  }

  /// Does the same to every branch, side by side.
  void eachBranch(Work work) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService pool = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (int i = 0; i < branches.size(); i++) {
        Branch branch = branches.get(i);
        Duration later = APART.multipliedBy(i);
        running.add(
            pool.submit(
                () -> {
                  pass(later);
                  work.on(branch);
                  return branch;
                }));
      }
    }
    for (Future<?> each : running) {
      ended(each);
    }
  }

  private static void ended(Future<?> work) throws Exception {
    try {
      work.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    }
  }

  @Override
  public void close() throws IOException {
    for (Branch branch : all) {
      branch.close();
    }
  }
}
