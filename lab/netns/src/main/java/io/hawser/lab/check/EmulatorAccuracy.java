package io.hawser.lab.check;

import io.hawser.lab.Capture;
import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.emulator.Punctuality;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.NotMeasurableException;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The wires do what they were told: delay within 1 ms, loss within its binomial error, rate within
/// 3 %.
///
/// Trains of UDP packets go from `sender` over one wire to `receiver` (whose own wire is perfect),
/// captured on both ends.
public final class EmulatorAccuracy implements Scenario {
  private static final String LINK = "sender/line";
  private static final String FILTER = "udp dst port " + Train.PORT;

  /// The accuracy of delays to be shown.
  private static final double ACCURACY_MS = 1;

  /// The same on a busy machine.
  private static final double SHORT_ACCURACY_MS = 3;

  /// A pause of the sender may not empty the queue, which holds 500 ms when the rate is measured.
  private static final long SENDER_BOUND_NS = 200_000_000;

  /// The longest delay, and the queue.
  private static final long LONGEST_WAY_NS = 800_000_000;

  private static final int ATTEMPTS = 3;

  /// Three standard errors: a true wire misses one goal in 370 by chance, and with a given seed
  /// always or never.
  private static final double ERRORS = 3;

  @Override
  public String name() {
    return "emulator-accuracy";
  }

  @Override
  public String about() {
    return "wires keep their delay, rate, loss and order";
  }

  @Override
  public List<String> programs() {
    return List.of("tcpdump");
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Lab lab = context.up("accuracy");
    Host receiver = lab.host("receiver");
    Figures figures = new Figures();
    try (DatagramChannel _ =
        receiver.inNetwork(
            () ->
                DatagramChannel.open().bind(new InetSocketAddress(receiver.ipv4(), Train.PORT)))) {
      send(lab, form, new Train(10, 100, 1000, false), "delay=0ms");
      for (int delayMs : new int[] {5, 50, 150, 300}) {
        delay(lab, figures, delayMs, 1, form);
      }
      delay(lab, figures, 5, 100, form);
      delay(lab, figures, 300, 100, form);
      for (int rateMbps : new int[] {1, 10, 100}) {
        rate(lab, figures, rateMbps, form);
      }
      for (int percent : new int[] {1, 5, 20}) {
        loss(lab, figures, percent, 1, form);
      }
      loss(lab, figures, 5, 4, form);
      order(lab, figures, form);
    }
    return figures;
  }

  private static void delay(Lab lab, Figures figures, int delayMs, int loadMbps, Form form)
      throws IOException, NotMeasurableException {
    double seconds = form.amount(1, 4);
    Train train = Train.ofRate(seconds, loadMbps == 1 ? 250 : 1250, loadMbps * 1e6);
    Passage passage = send(lab, form, train, "delay=" + delayMs + "ms");
    double[] errorsMs =
        Arrays.stream(passage.delaysNs()).map(d -> Math.abs(d / 1e6 - delayMs)).sorted().toArray();
    String what = "delay " + delayMs + " ms at " + loadMbps + " Mbit/s: ";
    figures.exactly(what + "packets lost", train.packets() - errorsMs.length, "packets", 0);
    figures.atMost(what + "error p99", share(errorsMs, 0.99), "ms", accuracyMs(form));
    figures.note(what + "error median", share(errorsMs, 0.5), "ms");
  }

  private static double accuracyMs(Form form) {
    return form.bound(SHORT_ACCURACY_MS, ACCURACY_MS);
  }

  private static void rate(Lab lab, Figures figures, int rateMbps, Form form)
      throws IOException, NotMeasurableException {
    Train train = Train.ofRate(form.amount(2, 5), 1250, rateMbps * 1.5e6).asSteady();
    Passage passage = send(lab, form, train, "rate=" + rateMbps + "mbit", "queue=500ms");
    // From the time on at which the queue is full.
    List<Sightings.Sighting> all = passage.received().list();
    List<Sightings.Sighting> arrived = all.subList(all.size() / 3, all.size());
    double spanS = (arrived.getLast().timeNs() - arrived.getFirst().timeNs()) / 1e9;
    double measuredMbps = (arrived.size() - 1) * 1250 * 8 / spanS / 1e6;
    figures.atMost(
        "rate " + rateMbps + " Mbit/s: error",
        Math.abs(measuredMbps / rateMbps - 1) * 100,
        "%",
        form.bound(5, 3));
    figures.note("rate " + rateMbps + " Mbit/s: measured", measuredMbps, "Mbit/s");
  }

  private static void loss(Lab lab, Figures figures, int percent, int burst, Form form)
      throws IOException, NotMeasurableException {
    Train train = new Train(form.amount(8_000, 40_000), 100, 8_000, false);
    Passage passage =
        send(lab, form, train, "loss=" + percent + "%", "burst=" + burst, "delay=5ms");
    LossRuns runs = LossRuns.of(passage.received().timesNs(train.packets()));
    String what = "loss " + percent + " %" + (burst > 1 ? " in bursts of " + burst : "") + ": ";
    double share = percent / 100.0;
    double errorPercent = 100 * ERRORS * LossRuns.standardError(share, burst, train.packets());
    figures.between(
        what + "measured", 100 * runs.share(), "%", percent - errorPercent, percent + errorPercent);
    double meanBurst = burst > 1 ? burst : 1 / (1 - share);
    double burstError = ERRORS * runs.meanLengthError(meanBurst);
    figures.between(
        what + "mean burst",
        runs.meanLength(),
        "packets",
        meanBurst - burstError,
        meanBurst + burstError);
  }

  private static void order(Lab lab, Figures figures, Form form)
      throws IOException, NotMeasurableException {
    Train train = new Train(form.amount(4_000, 20_000), 200, 4_000, false);
    Passage wandering = send(lab, form, train, "delay=40ms", "jitter=8ms");
    figures.exactly(
        "jitter 8 ms: packets out of order", wandering.received().overtaken(), "packets", 0);
    figures.note("jitter 8 ms: deviation measured", deviationMs(wandering.delaysNs()), "ms");
    Passage swapped = send(lab, form, train, "delay=40ms", "reorder=2%", "reorder-by=5ms");
    double error = 100 * ERRORS * LossRuns.standardError(0.02, 1, train.packets());
    double overtaken = 100.0 * swapped.received().overtaken() / train.packets();
    figures.between("reordering 2 %: measured", overtaken, "%", 2 - error, 2 + error);
  }

  /// Sends a train over the wire, perfect but for these words; again where the machine was too busy
  /// to tell.
  private static Passage send(Lab lab, Form form, Train train, String... words)
      throws IOException, NotMeasurableException {
    lab.link(LINK).restore();
    lab.link(LINK).set(words);
    for (int attempt = 1; ; attempt++) {
      try {
        return sendOnce(lab, form, train);
      } catch (NotMeasurableException busy) {
        if (attempt == ATTEMPTS) {
          throw new NotMeasurableException(String.join(" ", words) + ": " + busy.getMessage());
        }
      }
    }
  }

  private static Passage sendOnce(Lab lab, Form form, Train train)
      throws IOException, NotMeasurableException {
    Host sender = lab.host("sender");
    Host receiver = lab.host("receiver");
    try (Capture out = sender.capture("eth0", FILTER);
        Capture in = receiver.capture("eth0", FILTER)) {
      lab.resetPunctuality();
      long latestNs = train.send(sender, receiver.ipv4());
      LockSupport.parkNanos(LONGEST_WAY_NS);
      Punctuality punctuality = lab.punctuality();
      // Half of what is to be shown may be the machine's.
      if (!punctuality.isValidForGaps() || punctuality.lateP99Ns() > accuracyMs(form) / 2 * 1e6) {
        throw new NotMeasurableException("emulator: " + punctuality.line());
      }
      if (train.steady() && latestNs > SENDER_BOUND_NS) {
        throw new NotMeasurableException("the sender was late by " + latestNs / 1_000_000 + " ms");
      }
      return new Passage(train, Sightings.of(out), Sightings.of(in));
    }
  }

  /// A train as it left and as it came.
  private record Passage(Train train, Sightings sent, Sightings received) {
    /// Time on the way of each packet that came.
    double[] delaysNs() {
      long[] left = sent.timesNs(train.packets());
      long[] came = received.timesNs(train.packets());
      double[] delays = new double[came.length];
      int count = 0;
      for (int i = 0; i < came.length; i++) {
        if (came[i] != 0 && left[i] != 0) {
          delays[count++] = came[i] - left[i];
        }
      }
      return Arrays.copyOf(delays, count);
    }
  }

  private static double share(double[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private static double deviationMs(double[] valuesNs) {
    double mean = Arrays.stream(valuesNs).average().orElse(Double.NaN);
    double square = Arrays.stream(valuesNs).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    return Math.sqrt(square) / 1e6;
  }
}
