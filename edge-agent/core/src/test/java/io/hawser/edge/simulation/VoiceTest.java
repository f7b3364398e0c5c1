package io.hawser.edge.simulation;

import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import io.hawser.probe.EModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// `voice`: calls of a minute through a blackout, a brownout, and on links that are never good.
class VoiceTest {
  private static final int SEEDS = 6;
  private static final Duration LATEST = Duration.ofMillis(150);
  private static final int CALL_SECONDS = 60;
  private static final int WINDOW_SECONDS = 10;

  /// @param worst of the windows of 10 s
  private record Opinion(double whole, double worst) {}

  @Test
  void aCallGoesOnThroughFailover() {
    Figures figures = new Figures("voice");
    tell(figures, "blackout", profile -> profile.withBlackHole(true));
    tell(figures, "brownout of 5 % loss", profile -> profile.withLoss(0.05, 1));
    figures.judge();
  }

  private static void tell(Figures figures, String what, UnaryOperator<LinkProfile> trouble) {
    BySeed<Opinion> opinions =
        Seeds.gather(SEEDS, seed -> story(seed, Company.BROADBAND, Company.CABLE, trouble))
            .flatMap(each -> each);
    figures.line(what + ": MOS of a call", "", opinions.map(Opinion::whole)).meanAtLeast(4.38);
    figures
        .line(what + ": MOS of its worst 10 s", "", opinions.map(Opinion::worst))
        .worstAtLeast(4.0);
  }

  @Test
  void aCallIsGoodOnLinksThatAreNot() {
    BySeed<Opinion> opinions =
        Seeds.gather(
                SEEDS,
                seed ->
                    story(
                        seed,
                        impaired(Company.BROADBAND),
                        impaired(Company.CABLE),
                        UnaryOperator.identity()))
            .flatMap(each -> each);
    Figures figures = new Figures("voice");
    figures
        .line("impaired links: MOS of a call", "", opinions.map(Opinion::whole))
        .meanAtLeast(4.33);
    figures.judge();
  }

  private static LinkProfile impaired(LinkProfile profile) {
    return Company.jittery(profile, Duration.ofMillis(30)).withLoss(0.02, 2);
  }

  /// The trouble comes to the link of one direction a third into the call; of those that take it.
  private static List<Opinion> story(
      long seed, LinkProfile first, LinkProfile second, UnaryOperator<LinkProfile> trouble) {
    Company company = new Company(seed, Link.of("broadband", first), Link.of("cable", second));
    Call call = company.call();
    company.data();
    company.settle(Duration.ofSeconds(30));
    long fromNs = company.nowNs();
    company.run(Duration.ofSeconds(CALL_SECONDS / 3));
    String link = call.both().get((int) (seed % 2)).line();
    List<Stream> struck = call.both().stream().filter(each -> each.line().equals(link)).toList();
    company.change(link, trouble);
    company.run(Duration.ofSeconds(CALL_SECONDS - CALL_SECONDS / 3 + 1));
    return struck.stream().map(stream -> opinion(stream, fromNs)).toList();
  }

  private static Opinion opinion(Stream stream, long fromNs) {
    List<Double> windows = new ArrayList<>();
    for (int second = 0; second + WINDOW_SECONDS <= CALL_SECONDS; second++) {
      long atNs = fromNs + second * Company.SECOND_NS;
      windows.add(score(stream.sent(atNs, atNs + WINDOW_SECONDS * Company.SECOND_NS)));
    }
    return new Opinion(
        score(stream.sent(fromNs, fromNs + CALL_SECONDS * Company.SECOND_NS)),
        Collections.min(windows));
  }

  /// The E-model's, with the network's delay as delay.
  private static double score(List<Packet> packets) {
    long missing = 0;
    long bursts = 0;
    long delaysNs = 0;
    boolean inBurst = false;
    for (Packet packet : packets) {
      boolean gone = packet.isMissing(LATEST.toNanos());
      missing += gone ? 1 : 0;
      bursts += gone && !inBurst ? 1 : 0;
      delaysNs += gone ? 0 : packet.arrivedNs - packet.sentNs;
      inBurst = gone;
    }
    long heard = packets.size() - missing;
    if (heard == 0) {
      return 1;
    }
    double loss = (double) missing / packets.size();
    // By what bursts are longer than those that chance makes of the same loss.
    double burstRatio = missing == 0 ? 1 : Math.max(1, (double) missing / bursts * (1 - loss));
    return EModel.meanOpinionScore(delaysNs / heard, Math.round(loss * 1e6), burstRatio);
  }
}
