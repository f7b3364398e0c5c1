package io.hawser.lab.traffic;

import io.hawser.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// ICMP echo, by ping.
public final class Ping {
  private static final Pattern COUNTS =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) (?:packets )?received");
  private static final Pattern TIMES = Pattern.compile("= ([\\d.]+)/([\\d.]+)/([\\d.]+)/");
  private static final int AT_ONCE = 8;

  /// @param sent echo requests
  /// @param received answers
  /// @param averageMs round trip; NaN without an answer
  public record Result(int sent, int received, double minMs, double averageMs, double maxMs) {
    public boolean complete() {
      return sent > 0 && received == sent;
    }
  }

  private Ping() {}

  /// Sends a number of echo requests, some milliseconds apart, each with a second to be answered.
  public static Result run(Host from, InetAddress to, int count, int intervalMs)
      throws IOException {
    return run(from, "", to, count, intervalMs);
  }

  /// The same by a device, whatever the routes prefer; empty for any.
  public static Result run(Host from, String device, InetAddress to, int count, int intervalMs)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("ping", "-n", "-q", "-W", "1"));
    command.addAll(List.of("-c", Integer.toString(count)));
    command.addAll(List.of("-i", String.format(Locale.ROOT, "%.3f", intervalMs / 1000.0)));
    if (!device.isEmpty()) {
      command.addAll(List.of("-I", device));
    }
    command.add(to.getHostAddress());
    String output =
        from.exec(
                Duration.ofMillis(10_000L + (long) count * intervalMs),
                command.toArray(String[]::new))
            .output();
    Matcher counts = COUNTS.matcher(output);
    if (!counts.find()) {
      return new Result(count, 0, Double.NaN, Double.NaN, Double.NaN);
    }
    int sent = Integer.parseInt(counts.group(1));
    int received = Integer.parseInt(counts.group(2));
    Matcher times = TIMES.matcher(output);
    return times.find()
        ? new Result(sent, received, number(times, 1), number(times, 2), number(times, 3))
        : new Result(sent, received, Double.NaN, Double.NaN, Double.NaN);
  }

  private static double number(Matcher matcher, int group) {
    return Double.parseDouble(matcher.group(group));
  }

  /// Pings between every ordered pair of hosts, by their inner IPv4 or IPv6 addresses: `from > to`
  /// → result.
  public static Map<String, Result> matrix(Collection<Host> hosts, boolean ipv6, int count)
      throws IOException {
    Map<String, Future<Result>> running = new LinkedHashMap<>();
    Map<String, Result> results = new LinkedHashMap<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Host from : hosts) {
        for (Host to : hosts) {
          if (from != to) {
            InetAddress address = ipv6 ? to.ipv6() : to.ipv4();
            running.put(
                from.name() + " > " + to.name(), pool.submit(() -> run(from, address, count, 200)));
          }
        }
      }
      for (var entry : running.entrySet()) {
        results.put(entry.getKey(), entry.getValue().get());
      }
    } catch (ExecutionException failed) {
      throw new IOException("ping: " + failed.getCause(), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("ping: interrupted", stopped);
    }
    return results;
  }
}
