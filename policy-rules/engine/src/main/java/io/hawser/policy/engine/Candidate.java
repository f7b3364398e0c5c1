package io.hawser.policy.engine;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import org.jspecify.annotations.Nullable;

/// One path that could meet one demand: what the rules read, and how they judge it. Lives for one
/// decision, on one thread. Public with the getters of a bean because compiled rules, in a package
/// of their own, read it.
public final class Candidate {
  private static final int CRITERIA = Criterion.values().length;

  /// A held path must be better than another by so much.
  private static final int MARGIN_DIVISOR = 10;

  private static final long MARGIN_US = 5_000;

  private final Demand demand;
  private final PathFact path;
  private final boolean held;
  private final ServiceComparison service;
  private final int placeInPreference;
  private @Nullable Judgement exclusion;
  private final @Nullable Judgement[] judgements = new @Nullable Judgement[CRITERIA];

  /// What one rule says of a path in one respect.
  ///
  /// @param place 0 is best
  /// @param words what is the matter, continuing a sentence that begins with the path
  record Judgement(long place, String rule, String words) {}

  /// @param held whether the class left it in trouble and is not to hurry back
  Candidate(Demand demand, PathFact path, boolean held) {
    this.demand = demand;
    this.path = path;
    this.held = held;
    this.service = new ServiceComparison(demand.trafficClass().sla(), path);
    int place = demand.trafficClass().prefer().indexOf(path.transport());
    this.placeInPreference = place >= 0 ? place : demand.trafficClass().prefer().size();
  }

  public Demand getDemand() {
    return demand;
  }

  public PathCondition getCondition() {
    return path.condition();
  }

  /// Whether the class left it in trouble lately.
  public boolean isHeld() {
    return held;
  }

  public boolean isBackup() {
    return path.backup();
  }

  public boolean isMetered() {
    return path.metered();
  }

  public String getTransport() {
    return path.transport();
  }

  /// Index in the transports that the class prefers; those not named come last.
  public int getPlaceInPreference() {
    return placeInPreference;
  }

  /// Whether a measurement exceeds its limit.
  public boolean isMissesSla() {
    return service.misses();
  }

  /// Whether no measurement exceeds its limit, but one with a limit was not made.
  public boolean isUnmeasured() {
    return !service.misses() && service.unmeasured();
  }

  /// Loss where that exceeds its limit; of a held path with the margin, as in the next two.
  public long getLossMissPpm() {
    return withMargin(service.lossMissPpm(), 0);
  }

  public long getLatencyMissUs() {
    return withMargin(service.latencyMissUs(), MARGIN_US);
  }

  public long getJitterMissUs() {
    return withMargin(service.jitterMissUs(), MARGIN_US);
  }

  private long withMargin(long miss, long leastMargin) {
    return !held || miss == 0 || miss == Long.MAX_VALUE
        ? miss
        : miss + Math.max(miss / MARGIN_DIVISOR, leastMargin);
  }

  /// `misses its SLA (loss 4.8 % over 1 %)`.
  public String missText() {
    return service.missText();
  }

  /// `is not measured yet (loss)`.
  public String unmeasuredText() {
    return service.unmeasuredText();
  }

  /// It carries nothing.
  public void exclude(String rule, String words) {
    exclusion = new Judgement(0, rule, words);
  }

  /// It comes after those that have a lower place in this respect; who is not told to wait has
  /// place 0.
  public void waits(Criterion criterion, long place, String rule, String words) {
    judgements[criterion.ordinal()] = new Judgement(place, rule, words);
  }

  @Nullable Judgement exclusion() {
    return exclusion;
  }

  @Nullable Judgement judgement(Criterion criterion) {
    return judgements[criterion.ordinal()];
  }

  long place(Criterion criterion) {
    Judgement judgement = judgement(criterion);
    return judgement == null ? 0 : judgement.place();
  }

  String pathId() {
    return path.pathId();
  }
}
