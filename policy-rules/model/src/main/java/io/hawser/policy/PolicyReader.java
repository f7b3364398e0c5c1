package io.hawser.policy;

import java.util.Collection;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads one policy document, remembering the line of every part, so that a complaint about any of
/// them can say it.
final class PolicyReader {
  private static final List<String> POLICY_KEYS =
      List.of("version", "applications", "classes", "default-class", "queues", "grants", "tests");
  private static final List<String> APPLICATION_KEYS = List.of("name", "match");
  private static final List<String> MATCH_KEYS = List.of("prefixes", "protocol", "ports", "dscp");
  private static final List<String> CLASS_KEYS =
      List.of(
          "name",
          "applications",
          "mode",
          "sla",
          "prefer",
          "avoid-metered",
          "real-time",
          "order-critical",
          "jitter-buffer",
          "queue");
  private static final List<String> QUEUE_KEYS =
      List.of("name", "weight", "guarantee-percent", "ceiling-percent", "dscp");
  private static final List<String> SLA_KEYS =
      List.of("latency-ms", "loss-percent", "jitter-ms", "strict");
  private static final List<String> GRANT_KEYS = List.of("name", "from", "to", "applications");
  private static final List<String> TEST_KEYS = List.of("from", "to", "application", "expect");

  private static final long US_PER_MS = 1_000;
  private static final long PPM_PER_PERCENT = 10_000;
  private static final long LONGEST_MS = 60_000;
  private static final long ALL_PERCENT = 100;

  private final String file;
  private final Map<Object, Integer> lines = new IdentityHashMap<>();

  PolicyReader(String file) {
    this.file = file;
  }

  Policy read(String yaml) {
    Node root = YamlDocument.parse(yaml, file);
    YamlFields fields = fields("policy", root, POLICY_KEYS);
    fields.oneOf("version", List.of("1"));
    List<Application> applications = fields.list("applications", this::application);
    List<TrafficClass> classes = fields.list("classes", this::trafficClass);
    String defaultClass = fields.text("default-class");
    QueueShares queues = fields.has("queues") ? queues(fields) : QueueShares.STANDARD;
    List<Grant> grants = fields.list("grants", this::grant);
    List<Expectation> tests = fields.list("tests", this::expectation);
    return made(root, () -> new Policy(applications, classes, defaultClass, queues, grants, tests));
  }

  void requireSites(Policy policy, Collection<String> sites) {
    try {
      for (Grant grant : policy.grants()) {
        grant.from().forEach(site -> PolicyChecks.requireKnown("from", site, sites));
        grant.to().forEach(site -> PolicyChecks.requireKnown("to", site, sites));
      }
      for (Expectation expectation : policy.expectations()) {
        PolicyChecks.requireKnown("from", expectation.from(), sites);
        PolicyChecks.requireKnown("to", expectation.to(), sites);
      }
    } catch (RefusedException e) {
      throw new PolicyException(file, lines.getOrDefault(e.subject(), 1), e.problem());
    }
  }

  private Application application(Node node) {
    YamlFields fields = fields("application", node, APPLICATION_KEYS);
    String name = fields.text("name");
    List<Match> matches = fields.list("match", this::match);
    return made(node, () -> new Application(name, matches));
  }

  private Match match(Node node) {
    YamlFields fields = fields("match", node, MATCH_KEYS);
    List<Prefix> prefixes = fields.values("prefixes", Prefix::parse);
    int protocol = fields.has("protocol") ? number(fields, "protocol") : Match.ANY_PROTOCOL;
    List<PortRange> ports = fields.values("ports", PortRange::parse);
    List<Integer> dscp = fields.values("dscp", PolicyReader::codePoint);
    return made(node, () -> new Match(prefixes, protocol, ports, dscp));
  }

  private static int number(YamlFields fields, String key) {
    return fields.value(
        key,
        text ->
            known(
                key,
                text,
                Protocols::parse,
                "0 to 255 or " + NearestWord.expected(text, Protocols.NAMES)));
  }

  private static int codePoint(String text) {
    return known("dscp", text, Dscp::parse, "0 to 63 or " + NearestWord.expected(text, Dscp.NAMES));
  }

  private static int outerDscp(String text) {
    return text.equals(QueueShare.KEEP)
        ? QueueShare.KEEP_DSCP
        : known(
            "dscp",
            text,
            Dscp::parse,
            "keep, 0 to 63 or " + NearestWord.expected(text, Dscp.NAMES));
  }

  private static int known(
      String key, String text, Function<String, OptionalInt> names, String expected) {
    return names
        .apply(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(key + ": " + text + " (expected: " + expected + ")"));
  }

  private TrafficClass trafficClass(Node node) {
    YamlFields fields = fields("class", node, CLASS_KEYS);
    String name = fields.text("name");
    List<String> applications = fields.texts("applications");
    SteeringMode mode = fields.has("mode") ? mode(fields) : SteeringMode.SINGLE;
    ServiceLevel sla = fields.has("sla") ? sla(fields.node("sla")) : ServiceLevel.NONE;
    List<String> prefer = fields.texts("prefer");
    boolean avoidMetered = flag(fields, "avoid-metered");
    boolean realTime = flag(fields, "real-time");
    boolean orderCritical = flag(fields, "order-critical");
    int jitterBufferMs =
        fields.has("jitter-buffer")
            ? fields.value("jitter-buffer", JitterBuffer::parse)
            : JitterBuffer.NONE_MS;
    QueueClass queue = fields.has("queue") ? queue(fields, "queue") : QueueClass.usual(realTime);
    return made(
        node,
        () ->
            new TrafficClass(
                name,
                applications,
                mode,
                sla,
                prefer,
                avoidMetered,
                realTime,
                orderCritical,
                jitterBufferMs,
                queue));
  }

  private static QueueClass queue(YamlFields fields, String key) {
    return QueueClass.values()[QueueClass.WORDS.indexOf(fields.oneOf(key, QueueClass.WORDS))];
  }

  private QueueShares queues(YamlFields policy) {
    Map<QueueClass, QueueShare> named = new EnumMap<>(QueueClass.class);
    policy.list("queues", node -> queue(node, named));
    return made(policy.node("queues"), () -> new QueueShares(named));
  }

  /// What a queue leaves out is as it would be without it.
  private QueueShare queue(Node node, Map<QueueClass, QueueShare> named) {
    YamlFields fields = fields("queue", node, QUEUE_KEYS);
    QueueClass queue = queue(fields, "name");
    QueueShare usual = queue.share();
    return made(
        node,
        () -> {
          QueueShare share =
              new QueueShare(
                  (int) fields.scaled("weight", 1, QueueShare.HEAVIEST, usual.weight()),
                  percent(fields, "guarantee-percent", usual.guaranteePercent()),
                  percent(fields, "ceiling-percent", usual.ceilingPercent()),
                  fields.has("dscp")
                      ? fields.value("dscp", PolicyReader::outerDscp)
                      : usual.dscp());
          if (named.put(queue, share) != null) {
            throw new IllegalArgumentException(
                "name: " + queue.word() + " (expected: each queue only once)");
          }
          return share;
        });
  }

  private static int percent(YamlFields fields, String key, int usual) {
    return (int) fields.scaled(key, 1, QueueShare.ALL_PERCENT, usual);
  }

  private static boolean flag(YamlFields fields, String key) {
    return fields.has(key) && fields.oneOf(key, List.of("true", "false")).equals("true");
  }

  private static SteeringMode mode(YamlFields fields) {
    List<String> words = List.of(SteeringMode.values()).stream().map(SteeringMode::word).toList();
    return SteeringMode.values()[words.indexOf(fields.oneOf("mode", words))];
  }

  private ServiceLevel sla(Node node) {
    YamlFields fields = fields("sla", node, SLA_KEYS);
    long latencyUs = fields.scaled("latency-ms", US_PER_MS, LONGEST_MS, ServiceLevel.NO_LIMIT);
    long lossPpm =
        fields.scaled("loss-percent", PPM_PER_PERCENT, ALL_PERCENT, ServiceLevel.NO_LIMIT);
    long jitterUs = fields.scaled("jitter-ms", US_PER_MS, LONGEST_MS, ServiceLevel.NO_LIMIT);
    boolean strict = flag(fields, "strict");
    return made(node, () -> new ServiceLevel(latencyUs, lossPpm, jitterUs, strict));
  }

  private Grant grant(Node node) {
    YamlFields fields = fields("grant", node, GRANT_KEYS);
    return made(
        node,
        () ->
            new Grant(
                fields.text("name"),
                fields.texts("from"),
                fields.texts("to"),
                fields.texts("applications")));
  }

  private Expectation expectation(Node node) {
    YamlFields fields = fields("test", node, TEST_KEYS);
    String expected = fields.oneOf("expect", List.of(Expectation.ALLOW, Expectation.REFUSE));
    return made(
        node,
        () ->
            new Expectation(
                fields.text("from"),
                fields.text("to"),
                fields.text("application"),
                expected.equals(Expectation.ALLOW)));
  }

  private YamlFields fields(String what, Node node, List<String> keys) {
    return YamlFields.of(file, what, node, keys, lines);
  }

  /// Makes a part, remembers its line, and turns what its constructor refuses into a complaint
  /// about that line.
  private <T> T made(Node node, Supplier<T> maker) {
    int line = YamlDocument.line(node);
    try {
      T part = maker.get();
      lines.put(part, line);
      return part;
    } catch (RefusedException e) {
      throw new PolicyException(file, lines.getOrDefault(e.subject(), line), e.problem());
    } catch (IllegalArgumentException e) {
      throw new PolicyException(file, line, String.valueOf(e.getMessage()));
    }
  }
}
