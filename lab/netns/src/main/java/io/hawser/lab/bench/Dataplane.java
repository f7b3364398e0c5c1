package io.hawser.lab.bench;

import io.hawser.lab.Lab;
import io.hawser.lab.bench.Cipher.Wires;
import io.hawser.lab.company.Company;
import io.hawser.lab.scenario.Bench;
import io.hawser.lab.scenario.BenchOptions;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// The edge as it ships, with flows, classes, counters and feedback, beside `wireguard-go`: over
/// veth pairs with all offloads, and over some whose frames are as long as on a cable.
///
/// TCP is measured with each [Cipher] between the edges, everything else with that of the shipped
/// edge. [Part] names what there is.
public final class Dataplane implements Bench {
  /// What `lab/run` fetched from the distribution's backports; the installed one where it could
  /// not.
  private static final String NEWER = "lab/netns/target/peers/wireguard-go";

  private final BenchOptions options;
  private final Set<Part> parts;

  public Dataplane() {
    this(BenchOptions.none());
  }

  private Dataplane(BenchOptions options) {
    this.options = options;
    this.parts = Part.of(options.parts());
  }

  @Override
  public Bench with(BenchOptions wanted) {
    return new Dataplane(wanted);
  }

  @Override
  public String name() {
    return "dataplane";
  }

  @Override
  public String about() {
    return "speed, processor time, memory and delay beside wireguard-go, A B A B";
  }

  @Override
  public List<String> programs() {
    return List.of("wireguard-go", "wg", "iperf3", "ping", "tcpdump");
  }

  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Path program = peerProgram(context);
    context.say("peer: " + program);
    if (!Collections.disjoint(parts, Part.BESIDE)) {
      beside(context, program, Wires.DIRECT);
    }
    if (parts.contains(Part.CABLE)) {
      beside(context, program, Wires.CABLE);
    }
    if (parts.contains(Part.PATHS)) {
      ManyPaths.measure(context, options.rounds());
    }
    if (parts.contains(Part.START)) {
      FirstPacket.measure(context, options.rounds());
    }
    if (parts.contains(Part.STOCK)) {
      TowardsStock.measure(context, program, options.rounds());
    }
    if (parts.contains(Part.CROWD)) {
      Crowd.measure(context, options.rounds());
    }
    return context.facts();
  }

  private Path peerProgram(ScenarioContext context) {
    Path newer = context.root().resolve(NEWER);
    return options
        .peer()
        .orElse(Files.isExecutable(newer) ? newer.toAbsolutePath() : Path.of("wireguard-go"));
  }

  private void beside(ScenarioContext context, Path program, Wires wires) throws IOException {
    Lab lab = context.up(wires.topology());
    EdgePair edges = EdgePair.start(context, lab);
    try (StockPair stock = StockPair.start(edges.ground(), program)) {
      Board board = board(context, edges, stock);
      Cipher shipped = edges.cipher();
      context.facts().left("cipher as shipped" + wires.suffix(), shipped.word());
      tcp(board, shipped, wires);
      if (wires == Wires.DIRECT) {
        asShipped(board, edges.ground());
      }
      if (!Collections.disjoint(parts, Set.of(Part.TCP, Part.FORWARDED, Part.CABLE))) {
        withOtherCipher(context, edges, stock, shipped.other(), wires);
      }
    }
    context.down(lab);
  }

  /// Both run, and are as fast as they get.
  private Board board(ScenarioContext context, EdgePair edges, StockPair stock) throws IOException {
    List<Contender> both = List.of(edges.contender(), stock.contender("wireguard-go"));
    for (Contender each : both) {
      Company.awaitPing(each.from(), each.target(), EdgePair.UP_LIMIT);
    }
    Board board = new Board(context, both, options.rounds());
    Throughput.warmUp(board);
    return board;
  }

  private void tcp(Board board, Cipher cipher, Wires wires) throws IOException {
    if (wires == Wires.CABLE || parts.contains(Part.TCP)) {
      Throughput.tcp(board, cipher, wires);
    }
    if (wires == Wires.DIRECT && parts.contains(Part.FORWARDED)) {
      Throughput.forwarded(board, cipher);
    }
  }

  private void asShipped(Board board, Ground ground) throws IOException {
    if (parts.contains(Part.IDLE)) {
      Upkeep.idle(board);
    }
    if (parts.contains(Part.UDP)) {
      PacketRates.measure(board);
    }
    if (parts.contains(Part.LENGTHS)) {
      PacketRates.otherLengths(board);
    }
    if (parts.contains(Part.PING)) {
      Delay.measure(board);
    }
    if (parts.contains(Part.MEMORY)) {
      Upkeep.memory(board);
    }
    if (parts.contains(Part.OTHERS)) {
      Others.measure(board, ground);
    }
  }

  private void withOtherCipher(
      ScenarioContext context, EdgePair edges, StockPair stock, Cipher cipher, Wires wires)
      throws IOException {
    context.say("the edges start again, with " + cipher.word());
    edges.restart(cipher);
    Cipher runs = edges.cipher();
    if (runs == cipher) {
      tcp(board(context, edges, stock), cipher, wires);
      return;
    }
    String why = "the agent runs " + runs.word();
    if (wires == Wires.CABLE || parts.contains(Part.TCP)) {
      Throughput.tcpNotMeasured(context.facts(), cipher, wires, why);
    }
    if (wires == Wires.DIRECT && parts.contains(Part.FORWARDED)) {
      Throughput.forwardedNotMeasured(context.facts(), cipher, why);
    }
  }
}
