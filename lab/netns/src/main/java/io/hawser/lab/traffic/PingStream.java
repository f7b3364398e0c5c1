package io.hawser.lab.traffic;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// ICMP echo that goes on until closed: what was lost, and how long nothing came back.
public final class PingStream implements AutoCloseable {
  private static final Pattern SENT = Pattern.compile("icmp_seq=(\\d+)");
  private static final Pattern ANSWER =
      Pattern.compile("^\\[(\\d+\\.\\d+)] \\d+ bytes from .*icmp_seq=(\\d+)");
  private static final double PATIENCE_S = 1;
  private static final long POLL_NS = 100_000_000;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /// What became of the requests since the last report; those younger than a second belong to the
  /// next one.
  ///
  /// @param longestGapMs longest time without an answer, up to now
  public record Report(int sent, int lost, double longestGapMs) {}

  private final HostProcess ping;
  private final int intervalMs;
  private int markedUpTo;
  private double markedAtS;

  private PingStream(HostProcess ping, int intervalMs) {
    this.ping = ping;
    this.intervalMs = intervalMs;
    this.markedAtS = nowS();
  }

  /// Sends an echo request every so many milliseconds.
  public static PingStream start(Host from, InetAddress to, int intervalMs) throws IOException {
    String interval = String.format(Locale.ROOT, "%.3f", intervalMs / 1000.0);
    return new PingStream(
        from.start(
            "ping-" + NUMBERS.incrementAndGet(),
            "stdbuf",
            "-oL",
            "ping",
            "-n",
            "-D",
            "-O",
            "-i",
            interval,
            to.getHostAddress()),
        intervalMs);
  }

  private static double nowS() {
    return System.currentTimeMillis() / 1e3;
  }

  /// What became of the requests since the last report.
  public Report mark() throws IOException {
    double nowS = nowS();
    int seen = 0;
    TreeMap<Integer, Double> answers = new TreeMap<>();
    for (String line : ping.output().split("\n")) {
      Matcher sent = SENT.matcher(line);
      if (sent.find()) {
        seen = Math.max(seen, Integer.parseInt(sent.group(1)));
      }
      Matcher answer = ANSWER.matcher(line);
      if (answer.find()) {
        answers.put(Integer.parseInt(answer.group(2)), Double.parseDouble(answer.group(1)));
      }
    }
    int upTo = Math.max(markedUpTo, seen - (int) Math.ceil(PATIENCE_S * 1000 / intervalMs));
    int answered = answers.subMap(markedUpTo, false, upTo, true).size();
    Report report =
        new Report(upTo - markedUpTo, upTo - markedUpTo - answered, gapMs(answers, nowS));
    markedUpTo = upTo;
    markedAtS = nowS;
    return report;
  }

  private double gapMs(TreeMap<Integer, Double> answers, double nowS) {
    double lastS = markedAtS;
    double longestS = 0;
    for (double atS : answers.values().stream().sorted().toList()) {
      if (atS > lastS) {
        longestS = Math.max(longestS, atS - lastS);
        lastS = atS;
      }
    }
    return Math.max(longestS, nowS - lastS) * 1e3;
  }

  /// Waits until an answer comes that is younger than this call; answers the seconds until then.
  public double awaitAnswer(Duration limit) throws IOException {
    double startS = nowS();
    Pattern any = Pattern.compile("(?m)" + ANSWER.pattern());
    while (true) {
      Matcher answer = any.matcher(ping.output());
      double lastS = 0;
      while (answer.find()) {
        lastS = Double.parseDouble(answer.group(1));
      }
      if (lastS > startS) {
        return lastS - startS;
      }
      if (nowS() - startS > limit.toSeconds()) {
        throw new IOException("ping: no answer within " + limit.toSeconds() + " s");
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }

  @Override
  public void close() throws IOException {
    ping.stop();
  }
}
