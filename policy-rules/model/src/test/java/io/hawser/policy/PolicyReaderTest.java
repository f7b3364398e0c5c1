package io.hawser.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyReaderTest {
  private static final String GOOD =
      """
      version: 1
      applications:
        - name: voice
          match:
            - {protocol: udp, ports: [5060-5061, 16384-32767]}
            - {dscp: ef}
        - name: intranet
          match: [{protocol: tcp, ports: [80, 443], prefixes: [10.20.0.0/16]}]
      classes:
        - name: voice
          applications: [voice]
          mode: single
          sla: {latency-ms: 150, loss-percent: 1.5, jitter-ms: 0.5}
          prefer: [mpls, internet]
          avoid-metered: true
          real-time: true
        - name: default
      default-class: default
      grants:
        - {name: shops-to-dc, from: [branch-1, branch-2], to: [dc], applications: [intranet]}
      tests:
        - {from: branch-1, to: dc, application: intranet, expect: allow}
        - {from: dc, to: branch-1, application: intranet, expect: deny}
      """;

  private static final String QUEUES =
      GOOD
          + """
          queues:
            - {name: bulk, weight: 5, ceiling-percent: 50}
            - {name: scavenger, guarantee-percent: 1}
          """;

  @Test
  void readsTheSharesOfQueuesAndKeepsWhatTheyLeaveOut() {
    Policy policy =
        Policy.parse(QUEUES.replace("- name: default", "- {name: default, queue: bulk}"), "c.yaml");

    assertThat(policy.queues().of(QueueClass.BULK)).isEqualTo(new QueueShare(5, 10, 50));
    assertThat(policy.queues().of(QueueClass.SCAVENGER)).isEqualTo(new QueueShare(1, 1, 100));
    assertThat(policy.queues().of(QueueClass.BUSINESS)).isEqualTo(QueueClass.BUSINESS.share());
    assertThat(policy.classes().getLast().queue()).isEqualTo(QueueClass.BULK);
  }

  @ParameterizedTest
  @CsvSource({"ef, 46", "af11, 10", "8, 8", "cs0, 0", "keep, -1"})
  void readsWhatTheTunnelsPacketsBear(String word, int dscp) {
    Policy policy = Policy.parse(QUEUES.replace("weight: 5", "weight: 5, dscp: " + word), "c.yaml");

    assertThat(policy.queues().of(QueueClass.BULK)).isEqualTo(new QueueShare(5, 10, 50, dscp));
    assertThat(policy.queues().of(QueueClass.SCAVENGER).dscp()).isZero();
    assertThat(Policy.parse(policy.toYaml(), "c.yaml")).isEqualTo(policy);
  }

  static Stream<Arguments> mistakesOfQueues() {
    return Stream.of(
        arguments("name: bulk", "name: bulky", "25: name: bulky (expected: one of real-time"),
        arguments("name: bulk", "name: scavenger", "26: name: scavenger (expected: each queue"),
        arguments("weight: 5", "weight: 0", "25: weight: 0 (expected: 1 to 1000)"),
        arguments(
            "weight: 5",
            "weight: 1001",
            "25: weight: 1001 (expected: a whole number from 0 to 1000"),
        arguments("weight: 5", "weights: 5", "25: weights: 5 (expected: as key of a queue one of"),
        arguments(
            "weight: 5",
            "dscp: af14",
            "25: dscp: af14 (expected: keep, 0 to 63 or one of cs0, cs1"),
        arguments("weight: 5", "dscp: 64", "25: dscp: 64 (expected: keep, 0 to 63 or one of cs0"),
        arguments(
            "ceiling-percent: 50",
            "ceiling-percent: 9",
            "25: guarantee-percent: 10 (expected: no more than ceiling-percent, 9)"),
        arguments(
            "guarantee-percent: 1",
            "guarantee-percent: 20",
            "25: guarantee-percent: 105 of all queues together (expected: 100 or less"));
  }

  @ParameterizedTest
  @MethodSource("mistakesOfQueues")
  void refusesSharesThatCannotBe(String good, String bad, String complaint) {
    assertThatThrownBy(() -> Policy.parse(QUEUES.replace(good, bad), "c.yaml"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void readsEveryPart() {
    Policy policy = Policy.parse(GOOD, "company.yaml");

    assertThat(policy.applications().getFirst())
        .isEqualTo(
            new Application(
                "voice",
                List.of(
                    new Match(
                        List.of(),
                        17,
                        List.of(new PortRange(5060, 5061), new PortRange(16384, 32767)),
                        List.of()),
                    new Match(List.of(), Match.ANY_PROTOCOL, List.of(), List.of(46)))));
    assertThat(policy.classes().getFirst())
        .isEqualTo(
            new TrafficClass(
                "voice",
                List.of("voice"),
                SteeringMode.SINGLE,
                new ServiceLevel(150_000, 15_000, 500),
                List.of("mpls", "internet"),
                true,
                true,
                false,
                QueueClass.REAL_TIME));
    assertThat(policy.classes().getLast().queue()).isEqualTo(QueueClass.BUSINESS);
    assertThat(policy.queues()).isEqualTo(QueueShares.STANDARD);
    assertThat(policy.classes().getLast().sla()).isEqualTo(ServiceLevel.NONE);
    assertThat(policy.defaultClass()).isEqualTo("default");
    assertThat(policy.grants())
        .containsExactly(
            new Grant(
                "shops-to-dc",
                List.of("branch-1", "branch-2"),
                List.of("dc"),
                List.of("intranet")));
    assertThat(policy.expectations()).hasSize(2);
    assertThat(policy.classOf("voice").name()).isEqualTo("voice");
    assertThat(policy.classOf("intranet").name()).isEqualTo("default");
  }

  @Test
  void readsThatAClassIsStrict() {
    Policy policy = Policy.parse(GOOD.replace("jitter-ms: 0.5", "strict: true"), "company.yaml");

    assertThat(policy.classes().getFirst().sla())
        .isEqualTo(new ServiceLevel(150_000, 15_000, ServiceLevel.NO_LIMIT, true));
    assertThat(policy.toYaml()).contains("sla: {latency-ms: 150, loss-percent: 1.5, strict: true}");
  }

  @Test
  void readsHowLongPacketsMayBeHeld() {
    assertThat(withJitterBuffer("auto").jitterBufferMs()).isEqualTo(JitterBuffer.AUTO_MS);
    assertThat(withJitterBuffer("60ms").jitterBufferMs()).isEqualTo(JitterBuffer.AUTO_MS);
    assertThat(withJitterBuffer("10ms").jitterBufferMs()).isEqualTo(10);
    assertThat(withJitterBuffer("200ms").jitterBufferMs()).isEqualTo(200);
    Policy policy = Policy.parse(GOOD, "company.yaml");
    assertThat(policy.classes()).allMatch(each -> each.jitterBufferMs() == JitterBuffer.NONE_MS);
    assertThat(policy.toYaml()).doesNotContain("jitter-buffer");
  }

  private static TrafficClass withJitterBuffer(String word) {
    String line = "mode: single\n    jitter-buffer: " + word;
    return Policy.parse(GOOD.replace("mode: single", line), "c.yaml").classes().getFirst();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("version: 1", "version: 2", "1: version: 2 (expected: 1)"),
        arguments("version: 1\n", "", "1: version: nothing (expected: a value"),
        arguments(
            "default-class",
            "defaultclass",
            "18: defaultclass: default (expected: as key of a policy one of "),
        arguments("default-class", "defaultclass", "did you mean \"default-class\")"),
        arguments(
            "ports: [80, 443], ",
            "port: [80, 443], ",
            "8: port: a list of 2 (expected: as key of a match one of "),
        arguments(
            "protocol: tcp", "protocol: tpc", "8: protocol: tpc (expected: 0 to 255 or one of "),
        arguments("protocol: tcp", "protocol: tpc", "did you mean \"tcp\")"),
        arguments(
            "protocol: tcp",
            "protocol: icmp",
            "8: ports: [80, 443] (expected: none, as protocol icmp has no ports)"),
        arguments("protocol: tcp", "protocol: 256", "8: protocol: 256 (expected: 0 to 255"),
        arguments("443]", "70000]", "8: ports: 70000 (expected: a port 1 to 65535"),
        arguments("443]", "443-80]", "8: ports: 443-80 (expected: a port 1 to 65535"),
        arguments("443]", "0]", "8: ports: 0 (expected: a port 1 to 65535"),
        arguments("443]", "79-81]", "8: ports: 79-81 (expected: no overlap with 80 beside it)"),
        arguments("443]", "https]", "8: ports: https (expected: a port 1 to 65535"),
        arguments(
            "10.20.0.0/16]",
            "10.20.0.0/16, 10.20.3.0/24]",
            "8: prefixes: 10.20.3.0/24 (expected: no overlap with"),
        arguments(
            "10.20.0.0/16",
            "10.20.0.1/16",
            "8: prefix: 10.20.0.1/16 (expected: no host bits; did you mean \"10.20.0.0/16\")"),
        arguments("{dscp: ef}", "{dscp: [eff]}", "6: dscp: eff (expected: 0 to 63 or one of "),
        arguments("{dscp: ef}", "{dscp: [64]}", "6: dscp: 64 (expected: 0 to 63 or one of "),
        arguments(
            "{dscp: ef}",
            "{}",
            "6: match: {} (expected: at least one of prefixes, protocol, ports, dscp)"),
        arguments(
            "- name: intranet",
            "- name: voice",
            "7: name: voice (expected: a name used once in applications)"),
        arguments(
            "- name: intranet",
            "- name: in tranet",
            "7: name: in tranet (expected: letters, digits"),
        arguments("- name: intranet", "- name: null", "7: name: null (expected: one word)"),
        arguments(
            "- name: default",
            "- name: voice",
            "17: name: voice (expected: a name used once in classes)"),
        arguments(
            "- name: default",
            "- {name: default, applications: [voice]}",
            "17: applications: voice (expected: one not yet in class voice)"),
        arguments(
            "applications: [voice]",
            "applications: [voise]",
            "11: applications: voise (expected: one of voice, intranet; did you mean \"voice\")"),
        arguments(
            "default-class: default",
            "default-class: defalt",
            "18: default-class: defalt (expected: one of voice, default; did you mean \"default\")"),
        arguments(
            "mode: single",
            "mode: fastest",
            "12: mode: fastest (expected: one of single, balance, duplicate, protect, bond, deny)"),
        arguments(
            "mode: single",
            "jitter-buffer: 60",
            "12: jitter-buffer: 60 (expected: auto, or the longest wait, 10ms to 200ms)"),
        arguments("mode: single", "jitter-buffer: on", "12: jitter-buffer: on (expected: auto, or"),
        arguments("mode: single", "jitter-buffer: 9ms", "12: jitter-buffer: 9ms (expected: auto"),
        arguments("mode: single", "jitter-buffer: 201ms", "12: jitter-buffer: 201ms (expected:"),
        arguments("mode: single", "jitter-buffer: -20ms", "12: jitter-buffer: -20ms (expected:"),
        arguments("mode: single", "jitter-buffer: 0.02s", "12: jitter-buffer: 0.02s (expected:"),
        arguments("mode: single", "jitterbuffer: auto", "did you mean \"jitter-buffer\")"),
        arguments(
            "mode: single",
            "mode: deny\n    jitter-buffer: auto",
            "jitter-buffer: auto (expected: none, as mode: deny carries nothing)"),
        arguments(
            "latency-ms: 150",
            "latency-ms: fast",
            "13: latency-ms: fast (expected: a number from 0 to 60000"),
        arguments(
            "loss-percent: 1.5",
            "loss-percent: 101",
            "13: loss-percent: 101 (expected: a number from 0 to 100"),
        arguments(
            "loss-percent: 1.5",
            "loss-percent: 1.00001",
            "13: loss-percent: 1.00001 (expected: a number from 0 to 100"),
        arguments("jitter-ms: 0.5", "jitter-ms: -1", "13: jitter-ms: -1 (expected: a number"),
        arguments(
            "jitter-ms: 0.5",
            "jitter-ms: 0.5, strict: maybe",
            "13: strict: maybe (expected: one of true, false"),
        arguments(
            "latency-ms: 150, loss-percent: 1.5, jitter-ms: 0.5",
            "strict: true",
            "13: strict: true (expected: latency-ms, loss-percent or jitter-ms beside it)"),
        arguments(
            "jitter-ms: 0.5",
            "jitter: 5",
            "13: jitter: 5 (expected: as key of a sla one of latency-ms, loss-percent, jitter-ms"),
        arguments(
            "[mpls, internet]", "[mpls, mpls]", "14: prefer: mpls (expected: each only once)"),
        arguments(
            "[mpls, internet]",
            "[]",
            "14: prefer: a list of 0 (expected: a list with at least one element"),
        arguments(
            "avoid-metered: true",
            "avoid-metered: yes",
            "15: avoid-metered: yes (expected: one of true, false"),
        arguments(
            "to: [dc], ",
            "to: [], ",
            "20: to: a list of 0 (expected: a list with at least one element; leave the key out for none)"),
        arguments(
            "applications: [intranet]",
            "applications: [internet]",
            "20: applications: internet (expected: one of voice, intranet; did you mean \"intranet\")"),
        arguments(
            "expect: allow",
            "expect: deny",
            "22: expect: deny (expected: allow, by the grants, for intranet from branch-1 to dc)"),
        arguments(
            "expect: allow",
            "expect: perhaps",
            "22: expect: perhaps (expected: one of allow, deny)"),
        arguments(
            "default-class: default\n",
            "default-class: default\ndefault-class: voice\n",
            "19: default-class: voice (expected: each key only once in a policy)"),
        arguments("[voice]", "[voice", "yaml: "),
        arguments("[voice]", "*voice", "11: alias: *voice (expected: no aliases)"),
        arguments(
            "  - name: default\n",
            "  - default\n",
            "17: class: default (expected: a mapping with name, "));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void refusesAMistakeWithItsLineAndWhatWasExpected(String right, String wrong, String complaint) {
    assertThat(GOOD).contains(right);
    assertThatThrownBy(() -> Policy.parse(GOOD.replace(right, wrong), "company.yaml"))
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith("company.yaml:")
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesSitesThatDoNotExist() {
    assertThat(Policy.parse(GOOD, "c", List.of("branch-1", "branch-2", "dc"))).isNotNull();
    assertThatThrownBy(() -> Policy.parse(GOOD, "c", List.of("branch-1", "branch-3", "dc")))
        .hasMessageStartingWith(
            "c:20: from: branch-2 (expected: one of branch-1, branch-3, dc; did you mean \"branch-");
  }

  static Stream<Arguments> contests() {
    return Stream.of(
        arguments(
            "{protocol: tcp, ports: [443], prefixes: [10.0.0.0/8]}",
            "{protocol: tcp, ports: [443], prefixes: [10.0.0.0/8]}"),
        arguments("{prefixes: [10.0.0.0/8, 192.168.0.0/16]}", "{prefixes: [10.0.0.0/8]}"),
        arguments("{dscp: [ef, af41]}", "{dscp: [af41]}"),
        arguments("{protocol: udp, ports: [10-20]}", "{protocol: udp, ports: [15-25]}"),
        arguments("{protocol: udp}", "{protocol: 17}"));
  }

  @ParameterizedTest
  @MethodSource("contests")
  void refusesTwoApplicationsThatClaimTheSame(String first, String second) {
    assertThatThrownBy(() -> Policy.parse(twoApplications(first, second), "c"))
        .hasMessageStartingWith("c:6: match: ")
        .hasMessageContaining("(expected: nothing that application a claims too, with ");
  }

  @Test
  void letsTheMoreSpecificOfTwoApplicationsWin() {
    assertThat(
            Policy.parse(
                twoApplications("{prefixes: [10.0.0.0/8]}", "{prefixes: [10.1.0.0/16]}"), "c"))
        .isNotNull();
    assertThat(Policy.parse(twoApplications("{ports: [1-1000]}", "{ports: [80]}"), "c"))
        .isNotNull();
  }

  @Test
  void refusesAnApplicationOfWhichOthersLeaveNothing() {
    assertThatThrownBy(
            () ->
                Policy.parse(
                    twoApplications(
                        "{protocol: udp, ports: [1-100]}",
                        "{protocol: udp, ports: [1-50, 51-100]}"),
                    "c"))
        .hasMessageStartingWith(
            "c:3: name: a (expected: a match that more specific ones leave something of)");
  }

  private static String twoApplications(String first, String second) {
    return """
        version: 1
        applications:
          - name: a
            match: [%s]
          - name: b
            match: [%s]
        classes: [{name: default}]
        default-class: default
        """
        .formatted(first, second);
  }

  @Test
  void survivesHostileDocuments() {
    for (String hostile :
        List.of(
            "",
            "   ",
            "null",
            "[",
            "[".repeat(50_000),
            "{a: ".repeat(50_000),
            "a: &a [*a]",
            "\0",
            "version: 1\n---\nversion: 1",
            "!!java.net.URL http://x",
            "? [a, b] : c",
            "x".repeat(1_100_000),
            "%YAML 9.9\n---\n",
            "- version",
            "version: {}")) {
      assertThatThrownBy(() -> Policy.parse(hostile, "c")).isInstanceOf(PolicyException.class);
    }
  }

  @Test
  void refusesMoreCombinationsThanAClassifierShouldSearch() {
    String ports =
        IntStream.rangeClosed(1, 200)
            .mapToObj(port -> "" + 2 * port)
            .collect(Collectors.joining(", "));
    String prefixes =
        IntStream.range(0, 200)
            .mapToObj(network -> "10.0." + network + ".0/24")
            .collect(Collectors.joining(", "));
    String dense = "{ports: [" + ports + "], prefixes: [" + prefixes + "]}";

    assertThatThrownBy(() -> Policy.parse(twoApplications("{protocol: udp}", dense), "c"))
        .hasMessage("c:6: match: 40000 combinations (expected: at most 20000 in all applications)");
    assertThatThrownBy(
            () ->
                Policy.parse(
                    twoApplications("{protocol: udp}", "{ports: [" + "1, ".repeat(1_001) + "]}"),
                    "c"))
        .hasMessage("c:6: ports: 1001 elements (expected: at most 1000)");
  }

  @Test
  void refusesEveryTruncationOrReadsIt() {
    for (int end = 0; end < GOOD.length(); end++) {
      try {
        Policy.parse(GOOD.substring(0, end), "c");
      } catch (PolicyException refused) {
        assertThat(refused.line()).isBetween(1, 23);
      }
    }
  }

  @Test
  void readsTheStandardPolicy() {
    Policy standard = Policy.standard();

    assertThat(standard.classes())
        .extracting(TrafficClass::name)
        .containsExactly("voice", "video", "transactional", "bulk", "default");
    assertThat(standard.classOf("voice").sla())
        .isEqualTo(new ServiceLevel(150_000, 10_000, 30_000));
    assertThat(Policy.parse(standard.toYaml(), "again")).isEqualTo(standard);
  }
}
