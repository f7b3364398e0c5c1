package io.hawser.lab.bench;

import io.hawser.lab.Host;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A tunnel between two hosts, both ends running.
///
/// @param name as it stands in the figures
/// @param from the host that sends
/// @param to the host that receives
/// @param target the receiver's address inside
/// @param hosts sender and receiver behind the two, whose traffic is forwarded
/// @param hostTarget that receiver's address
/// @param processes of both ends
record Contender(
    String name,
    Host from,
    Host to,
    InetAddress target,
    List<Host> hosts,
    InetAddress hostTarget,
    List<Long> processes) {

  /// Processor time of both ends so far.
  Duration cpu() {
    return all()
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// The larger of the two ends' resident memory, MB.
  double residentMb() {
    return processes.stream().mapToDouble(Contender::residentMb).max().orElse(Double.NaN);
  }

  private static double residentMb(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .mapToDouble(process -> ProcessStatus.residentMb(process.pid()))
        .sum();
  }

  private Stream<ProcessHandle> all() {
    return processes.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
  }
}
