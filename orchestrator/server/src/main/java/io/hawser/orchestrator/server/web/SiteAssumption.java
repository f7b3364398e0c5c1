package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.company.Site;
import io.hawser.orchestrator.company.WanLink;
import io.hawser.policy.NearestWord;
import io.hawser.policy.whatif.Assumption;
import io.hawser.policy.whatif.Assumptions;
import io.hawser.policy.whatif.Effect;
import io.hawser.policy.whatif.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What is assumed of a site's link. It holds for both directions: for the paths of the site's own
/// edge, and for those of other edges that end at the link.
record SiteAssumption(String site, String link, List<Effect> effects) {
  private static final String FORM =
      "site NAME link NAME, and of it down, up, loss, delay or jitter";
  private static final int SUBJECT_WORDS = 4;

  /// Reads a line as `site branch-1 link mpls loss 5% delay +60ms`.
  static SiteAssumption parse(String line, Map<String, Site> sites) {
    List<String> words = Arrays.asList(line.strip().split("\\s+"));
    if (words.size() < SUBJECT_WORDS
        || !words.get(0).equals("site")
        || !words.get(2).equals("link")) {
      throw RefusedException.invalid("assume: " + line + " (expected: " + FORM + ")");
    }
    String site = words.get(1);
    String link = words.get(3);
    Site known = sites.get(site);
    if (known == null) {
      throw refused("site", site, List.copyOf(sites.keySet()));
    }
    if (known.link(link).isEmpty()) {
      throw refused(
          "site " + site + ": link", link, known.links().stream().map(WanLink::name).toList());
    }
    return new SiteAssumption(site, link, effects(words.subList(2, words.size()), line));
  }

  private static List<Effect> effects(List<String> words, String line) {
    try {
      List<Assumption> parts = Assumptions.parse(words).parts();
      if (parts.size() != 1) {
        throw RefusedException.invalid(
            "assume: " + line + " (expected: one link in a line, " + FORM + ")");
      }
      return parts.getFirst().effects();
    } catch (RefusedException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static RefusedException refused(String what, String name, List<String> known) {
    return RefusedException.invalid(
        what + ": " + name + " (expected: " + NearestWord.expected(name, known) + ")");
  }

  /// As the edge at that site sees it.
  Assumption own() {
    return new Assumption(new Subject.Link(link), effects);
  }

  /// As another edge sees it, whose peer stands at that site.
  Assumption ofPeer(String peer) {
    return new Assumption(new Subject.PeerLink(peer, link), effects);
  }
}
