package io.hawser.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Writes the canonical document of a policy: every part in the order of the policy, no key that
/// says nothing, no comment.
final class PolicyWriter {
  private static final int US_PER_MS_DIGITS = 3;
  private static final int PPM_PER_PERCENT_DIGITS = 4;

  private final StringBuilder text = new StringBuilder("version: 1\n");

  private PolicyWriter() {}

  static String write(Policy policy) {
    var writer = new PolicyWriter();
    writer.applications(policy.applications());
    writer.classes(policy.classes());
    writer.line("default-class: " + policy.defaultClass());
    writer.queues(policy.queues());
    writer.section("grants", policy.grants().stream().map(PolicyWriter::grant).toList());
    writer.section("tests", policy.expectations().stream().map(PolicyWriter::expectation).toList());
    return writer.text.toString();
  }

  private void applications(List<Application> applications) {
    if (!applications.isEmpty()) {
      line("applications:");
    }
    for (Application application : applications) {
      line("  - name: " + application.name());
      line("    match:");
      application.matches().forEach(match -> line("      - " + match(match)));
    }
  }

  private static String match(Match match) {
    List<String> fields = new ArrayList<>();
    addList(
        fields,
        "prefixes",
        match.prefixes().stream().map(prefix -> '"' + prefix.toString() + '"').toList());
    if (match.protocol() != Match.ANY_PROTOCOL) {
      fields.add("protocol: " + Protocols.format(match.protocol()));
    }
    addList(fields, "ports", match.ports());
    addList(fields, "dscp", match.dscp().stream().map(Dscp::format).toList());
    return mapping(fields);
  }

  private void classes(List<TrafficClass> classes) {
    line("classes:");
    for (TrafficClass trafficClass : classes) {
      List<String> fields = new ArrayList<>();
      fields.add("name: " + trafficClass.name());
      addList(fields, "applications", trafficClass.applications());
      fields.add("mode: " + trafficClass.mode().word());
      if (!trafficClass.sla().equals(ServiceLevel.NONE)) {
        fields.add("sla: " + sla(trafficClass.sla()));
      }
      addList(fields, "prefer", trafficClass.prefer());
      if (trafficClass.avoidMetered()) {
        fields.add("avoid-metered: true");
      }
      if (trafficClass.realTime()) {
        fields.add("real-time: true");
      }
      if (trafficClass.orderCritical()) {
        fields.add("order-critical: true");
      }
      if (trafficClass.jitterBufferMs() != JitterBuffer.NONE_MS) {
        fields.add("jitter-buffer: " + JitterBuffer.write(trafficClass.jitterBufferMs()));
      }
      if (trafficClass.queue() != QueueClass.usual(trafficClass.realTime())) {
        fields.add("queue: " + trafficClass.queue().word());
      }
      line("  - " + String.join("\n    ", fields));
    }
  }

  private void queues(QueueShares queues) {
    List<String> mappings = new ArrayList<>();
    queues.named().forEach((queue, share) -> mappings.add(queue(queue, share)));
    section("queues", mappings);
  }

  private static String queue(QueueClass queue, QueueShare share) {
    List<String> fields = new ArrayList<>();
    fields.add("name: " + queue.word());
    fields.add("weight: " + share.weight());
    fields.add("guarantee-percent: " + share.guaranteePercent());
    fields.add("ceiling-percent: " + share.ceilingPercent());
    if (share.dscp() != queue.share().dscp()) {
      boolean keeps = share.dscp() == QueueShare.KEEP_DSCP;
      fields.add("dscp: " + (keeps ? QueueShare.KEEP : Dscp.format(share.dscp())));
    }
    return mapping(fields);
  }

  private static String sla(ServiceLevel sla) {
    List<String> fields = new ArrayList<>();
    addLimit(fields, "latency-ms", sla.latencyUs(), US_PER_MS_DIGITS);
    addLimit(fields, "loss-percent", sla.lossPpm(), PPM_PER_PERCENT_DIGITS);
    addLimit(fields, "jitter-ms", sla.jitterUs(), US_PER_MS_DIGITS);
    if (sla.strict()) {
      fields.add("strict: true");
    }
    return mapping(fields);
  }

  private static void addLimit(List<String> fields, String key, long value, int digits) {
    if (value != ServiceLevel.NO_LIMIT) {
      BigDecimal number = BigDecimal.valueOf(value, digits).stripTrailingZeros();
      fields.add(key + ": " + number.toPlainString());
    }
  }

  private static String grant(Grant grant) {
    List<String> fields = new ArrayList<>();
    fields.add("name: " + grant.name());
    addList(fields, "from", grant.from());
    addList(fields, "to", grant.to());
    addList(fields, "applications", grant.applications());
    return mapping(fields);
  }

  private static String expectation(Expectation expectation) {
    return mapping(
        List.of(
            "from: " + expectation.from(),
            "to: " + expectation.to(),
            "application: " + expectation.application(),
            "expect: " + Expectation.word(expectation.allowed())));
  }

  private static void addList(List<String> fields, String key, List<?> values) {
    if (!values.isEmpty()) {
      fields.add(
          key
              + ": "
              + values.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]")));
    }
  }

  private static String mapping(List<String> fields) {
    return "{" + String.join(", ", fields) + "}";
  }

  private void section(String name, List<String> mappings) {
    if (!mappings.isEmpty()) {
      line(name + ":");
      mappings.forEach(mapping -> line("  - " + mapping));
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
