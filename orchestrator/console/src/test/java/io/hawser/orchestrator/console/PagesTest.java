package io.hawser.orchestrator.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PagesTest {
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
  private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"/assets/([^\"]*)\"");

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyPageRendersWithoutAnythingInline(Language language) {
    for (String html : all(language)) {
      assertThat(html)
          .doesNotContainPattern("(?i)<style")
          .doesNotContainPattern("(?i)\\sstyle=")
          .doesNotContainPattern("(?i)\\son[a-z]+=")
          .doesNotContainPattern("(?i)<script(?![^>]* src=)")
          .doesNotContain("http://", "https://");
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyIdIsUniqueAndEveryAssetExists(Language language) {
    for (String html : all(language)) {
      List<String> ids = found(ID, html);
      assertThat(ids).doesNotHaveDuplicates();
      assertThat(found(ASSET, html))
          .isNotEmpty()
          .allMatch(name -> Assets.ofFileName(name).isPresent());
    }
  }

  @Test
  void whatABoxSaysOfItselfIsEscaped() {
    String html = Pages.approvals(Sample.page(Language.EN), Sample.network(), null);

    assertThat(html).contains("SN-&lt;1&gt;", "box &amp; co").doesNotContain("SN-<1>");
  }

  @Test
  void aSiteShowsWhatItsEdgeDecidedAndWhy() {
    NetworkView network = Sample.network();
    String html =
        Pages.site(
            Sample.page(Language.EN),
            network,
            network.sites().getFirst(),
            Sample.verdicts(),
            List.of(),
            List.of());

    assertThat(html)
        .contains(
            "preferred transports first",
            "broadband&gt;branch-1/broadband goes over &lt;internet&gt;",
            "nowhere")
        .contains("99 % within 34.5 ms", "99 % within 7.3 ms", ">3.9<");
  }

  @Test
  void aSiteShowsWhatEachQueueOfItsLinksGetsAndDrops() {
    assertThat(siteWithQueues(Sample.network()))
        .contains(
            "18.4 Mbit/s · found",
            "configured: 20 Mbit/s",
            "2.1 Mbit/s",
            "25 % guaranteed<",
            "weight 8, 25 % guaranteed · at most 80 %")
        .contains("57.4 MB", "41000 packets", "16.8 kB", "12 packets")
        .contains("2.3 ms", "99 % within 9.4 ms")
        .contains("real-time", "novel", ">31<", ">14<", ">4<")
        .doesNotContain("The edge is away");
  }

  @Test
  void theQueuesOfAnEdgeThatIsAwayAreSaidToBeOfThen() {
    assertThat(siteWithQueues(Sample.network(PathState.UNKNOWN, false)))
        .contains("The edge is away; this is what it told 8 s ago.");
  }

  private static String siteWithQueues(NetworkView network) {
    SiteView site = network.sites().getFirst();
    return Pages.site(
        Sample.page(Language.EN), network, site, List.of(), Sample.queues(), List.of());
  }

  @Test
  void aRateIsReadInTheUnitThatFits() {
    Page page = Sample.page(Language.EN);
    assertThat(page.rate(-1)).isEqualTo("–");
    assertThat(page.rate(0)).isEqualTo("0 kbit/s");
    assertThat(page.rate(820_400)).isEqualTo("820 kbit/s");
    assertThat(page.rate(3_200_000)).isEqualTo("3.2 Mbit/s");
    assertThat(page.rate(20_000_000)).isEqualTo("20 Mbit/s");
    assertThat(page.rate(2_500_000_000L)).isEqualTo("2.5 Gbit/s");
  }

  @Test
  void aMoveIsShownWithItsCauseTheRuleAndWhatWasMeasured() {
    assertThat(Pages.events(Sample.page(Language.EN), Sample.events(), "move"))
        .contains("silence 312 ms", "Rule: a silent path waits behind those that answer")
        .contains("mpls&gt;hq/mpls: broadband&gt;hq/broadband has fallen silent")
        .contains("broadband&gt;hq/broadband: loss 2.0 %, delay 41.0 ms, jitter 0.70 ms")
        .contains("mpls&gt;hq/mpls: loss 0 %, delay 12.3 ms, jitter –");
  }

  @Test
  void whatWouldChangeIsShownWithItsReason() {
    assertThat(Pages.whatIf(Sample.page(Language.EN), Sample.whatIf()))
        .contains("2 of 12 decisions would change", "branch-3", "mpls&gt;hq/mpls is down")
        .contains("nowhere", "no such class", "site hq link mpls down");
  }

  @Test
  void aFlowIsShownWithItsRoadAndWhatElseThereWas() {
    NetworkView network = Sample.network();
    assertThat(Pages.explain(Sample.page(Language.EN), network, Sample.explained(true)))
        .contains("one of its patterns: &lt;udp 5060&gt;", "class voice lists voice")
        .contains("preferred transports first", "mpls&gt;branch-1/mpls", "meets the SLA")
        .contains("3 of 250 packets", "state-suspect", "no acknowledgement for 312 ms")
        .contains("How voice moved towards branch-1", "silence 312 ms", "a silent path waits")
        .contains("loss 2.0 %, delay 41.0 ms, jitter –")
        .doesNotContain("There is no such flow now");
    assertThat(Pages.explain(Sample.page(Language.EN), network, Sample.explained(false)))
        .contains("There is no such flow now", "nowhere", "dropped: not-granted")
        .doesNotContain("Copies");
  }

  @Test
  void everyFormCarriesTheToken() {
    for (String html : all(Language.EN)) {
      int posts = html.split("method=\"post\"", -1).length - 1;
      int tokens = html.split("name=\"csrf\" value=\"token-of-forms\"", -1).length - 1;
      boolean signIn = html.contains("action=\"/login\"");
      assertThat(tokens).isEqualTo(signIn ? 0 : posts);
    }
  }

  @Test
  void aViewerIsOfferedNothingThatHeMayNotDo() {
    Visitor viewer = new Visitor("eve", "role.viewer", false, false);
    Page page = new Page(Language.EN, "light", "/approvals", viewer, "t", 1, Sample.NOW_MS);

    assertThat(Pages.approvals(page, Sample.network(), null)).doesNotContain("value=\"approve\"");
    assertThat(Pages.claims(page, Sample.network(), List.of(), null, null))
        .doesNotContain("action=\"/claims\"");
    assertThat(Pages.policy(page, new PolicyForm("policy", "version: 1\n", 7, null, null)))
        .contains("readonly")
        .doesNotContain("value=\"apply\"");
  }

  @Test
  void theLineOfAFaultIsRead() {
    assertThat(form("policy.yaml:12: mode: sinlge (expected: single)").faultLine()).isEqualTo(12);
    assertThat(form("company: too large (expected: at most 1 MB)").faultLine()).isZero();
    assertThat(form(null).faultLine()).isZero();
  }

  @Test
  void aTextAreaKeepsTheTextsFirstEmptyLine() {
    PolicyForm form = new PolicyForm("policy", "\nversion: 1\n", 7, null, null);

    assertThat(Pages.policy(Sample.page(Language.EN), form))
        .contains("\n\nversion: 1\n</textarea>");
  }

  private static PolicyForm form(String fault) {
    return new PolicyForm("policy", "", 1, fault, null);
  }

  private static List<String> all(Language language) {
    Page page = Sample.page(language);
    NetworkView network = Sample.network(PathState.DEGRADED);
    ClaimView claim = new ClaimView("c1", "hq", null, true, "admin", 1, Sample.NOW_MS + 1, null);
    return List.of(
        Pages.login(Sample.stranger(language), "login.fault.bad", "/"),
        Pages.password(page, "password.fault.short", true),
        Pages.overview(page, network, Sample.events()),
        Pages.overview(page, new NetworkView(0, List.of(), List.of(), List.of()), List.of()),
        Pages.site(
            page,
            network,
            network.sites().getFirst(),
            Sample.verdicts(),
            Sample.queues(),
            Sample.events()),
        Pages.site(page, network, network.sites().getLast(), List.of(), List.of(), List.of()),
        Pages.whatIf(page, WhatIfForm.EMPTY),
        Pages.whatIf(page, Sample.whatIf()),
        Pages.whatIf(
            page, new WhatIfForm("mpls", "version: 1\n", "assume: mpls (expected: …)", null)),
        Pages.explain(page, network, ExplainForm.at("")),
        Pages.explain(page, network, Sample.explained(true)),
        Pages.explain(
            page,
            network,
            new ExplainForm("hq", "<x>", "flow: '<x>' fits 2", List.of("a", "b"), null)),
        Pages.approvals(page, network, "site: nowhere (expected: a site)"),
        Pages.events(page, Sample.events(), "move"),
        Pages.policy(page, form("policy.yaml:1: version: 2 (expected: 1)")),
        Pages.policy(page, new PolicyForm("company", "version: 1", 7, null, "company.applied")),
        Pages.claims(page, network, List.of(claim), "hwc1.abc", null),
        Pages.fault(page, 404, "There is nothing here."));
  }

  private static List<String> found(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
