package io.hawser.policy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/// Makes policies that are valid and otherwise anything.
final class RandomPolicy {
  private final Random random;

  RandomPolicy(Random random) {
    this.random = random;
  }

  Policy next() {
    while (true) {
      try {
        return attempt();
      } catch (IllegalArgumentException contested) {
        // Two applications claim the same: another throw of the dice.
      }
    }
  }

  private Policy attempt() {
    List<Application> applications =
        named("app-", random.nextInt(6), name -> new Application(name, some(1, 3, this::match)));
    List<String> names = new ArrayList<>(applications.stream().map(Application::name).toList());
    List<TrafficClass> classes =
        named("class.", 1 + random.nextInt(4), name -> trafficClass(name, taken(names)));
    QueueShares queues = queues();
    List<String> all = applications.stream().map(Application::name).toList();
    List<Grant> grants =
        named(
            "Grant_",
            random.nextInt(3),
            name -> new Grant(name, sites(), sites(), random.nextBoolean() ? all : List.of()));
    var without =
        new Policy(applications, classes, classes.getLast().name(), queues, grants, List.of());
    List<Expectation> expectations =
        all.isEmpty() ? List.of() : some(0, 3, () -> expectation(without));
    return new Policy(
        applications, classes, classes.getLast().name(), queues, grants, expectations);
  }

  private QueueClass queue() {
    return QueueClass.values()[random.nextInt(QueueClass.values().length)];
  }

  /// No guarantee is higher than without them, so that they fit together.
  private QueueShares queues() {
    Map<QueueClass, QueueShare> named = new EnumMap<>(QueueClass.class);
    for (int n = random.nextInt(3); n > 0; n--) {
      QueueClass queue = queue();
      int guarantee = random.nextInt(queue.share().guaranteePercent() + 1);
      int ceiling = Math.max(1, guarantee + random.nextInt(100 - guarantee));
      int dscp = random.nextBoolean() ? 0 : random.nextInt(65) - 1;
      named.put(queue, new QueueShare(1 + random.nextInt(1_000), guarantee, ceiling, dscp));
    }
    return new QueueShares(named);
  }

  private Expectation expectation(Policy policy) {
    String from = "site-" + random.nextInt(3);
    String to = "site-" + random.nextInt(3);
    int application = random.nextInt(policy.applications().size());
    return new Expectation(
        from,
        to,
        policy.applications().get(application).name(),
        Grants.of(policy).permits(from, to, application));
  }

  Match match() {
    while (true) {
      try {
        int protocol = List.of(-1, 1, 6, 17, 50, 200).get(random.nextInt(6));
        return new Match(
            some(0, 2, this::prefix),
            protocol,
            Protocols.mayHavePorts(protocol) ? some(0, 3, this::ports) : List.of(),
            some(0, 2, () -> random.nextInt(64)));
      } catch (IllegalArgumentException overlap) {
        // Parts of it overlap: another throw of the dice.
      }
    }
  }

  private Prefix prefix() {
    boolean ipv4 = random.nextBoolean();
    int bits = random.nextInt(ipv4 ? 33 : 129);
    if (ipv4) {
      long low =
          Prefix.lowOfIpv4(
              bits == 0 ? 0 : (0x0A000000 | random.nextInt(1 << 24)) & -1 << 32 - bits);
      return new Prefix(0, low, 96 + bits);
    }
    long high = 0x20010db8_00000000L | random.nextInt();
    return bits < 64
        ? new Prefix(bits == 0 ? 0 : high & -1L << 64 - bits, 0, bits)
        : new Prefix(high, bits == 64 ? 0 : random.nextLong() & -1L << 128 - bits, bits);
  }

  private PortRange ports() {
    int first = 1 + random.nextInt(60_000);
    return new PortRange(first, first + random.nextInt(2) * random.nextInt(5_000));
  }

  private TrafficClass trafficClass(String name, List<String> applications) {
    boolean realTime = random.nextBoolean();
    SteeringMode mode = mode();
    return new TrafficClass(
        name,
        applications,
        mode,
        sla(),
        transports(),
        random.nextBoolean(),
        realTime,
        !realTime && random.nextBoolean(),
        mode == SteeringMode.DENY ? JitterBuffer.NONE_MS : jitterBufferMs(),
        queue());
  }

  /// None, the one that `auto` stands for, or any.
  private int jitterBufferMs() {
    int any = JitterBuffer.SHORTEST_MS + random.nextInt(JitterBuffer.LONGEST_MS);
    return List.of(
            JitterBuffer.NONE_MS, JitterBuffer.AUTO_MS, Math.min(any, JitterBuffer.LONGEST_MS))
        .get(random.nextInt(3));
  }

  private SteeringMode mode() {
    return SteeringMode.values()[random.nextInt(SteeringMode.values().length)];
  }

  private ServiceLevel sla() {
    return new ServiceLevel(
        random.nextInt(5) - 1,
        random.nextInt(1_000_002) - 1,
        random.nextInt(60_000_001),
        random.nextBoolean());
  }

  private List<String> transports() {
    return List.of("mpls", "internet", "Sat_1").subList(0, random.nextInt(4));
  }

  private List<String> sites() {
    return List.of("site-0", "site-1", "2").subList(0, random.nextInt(4));
  }

  private List<String> taken(List<String> names) {
    int count = random.nextInt(names.size() + 1);
    List<String> taken = new ArrayList<>(names.subList(0, count));
    names.subList(0, count).clear();
    return taken;
  }

  private <T> List<T> named(
      String prefix, int count, java.util.function.Function<String, T> maker) {
    List<T> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(maker.apply(prefix + i));
    }
    return parts;
  }

  private <T> List<T> some(int least, int most, Supplier<T> maker) {
    List<T> parts = new ArrayList<>();
    int count = least + random.nextInt(most - least + 1);
    for (int i = 0; i < count; i++) {
      parts.add(maker.get());
    }
    return parts;
  }
}
