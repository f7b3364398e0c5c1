package io.hawser.policy.engine;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Standing;
import org.jspecify.annotations.Nullable;

/// One path that could meet one demand: what the rules read, and how they judge it. Lives for one
/// decision, on one thread. Public with the getters of a bean because compiled rules, in a package
/// of their own, read it.
public final class Candidate {
  private static final int CRITERIA = Criterion.values().length;

  private final Demand demand;
  private final PathFact path;
  private final Standing standing;
  private final ServiceComparison service;
  private final int placeInPreference;
  private @Nullable Judgement exclusion;
  private boolean barred;
  private boolean asGood;
  private final @Nullable Judgement[] judgements = new @Nullable Judgement[CRITERIA];

  /// What one rule says of a path in one respect.
  ///
  /// @param place 0 is best
  /// @param words what is the matter, continuing a sentence that begins with the path
  record Judgement(long place, String rule, String words) {}

  Candidate(Demand demand, PathFact path, Standing standing) {
    this.demand = demand;
    this.path = path;
    this.standing = standing;
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

  /// Whether it carries anything at all.
  public boolean isAlive() {
    return path.condition().carries();
  }

  /// Of the demand's class towards it.
  public Standing getStanding() {
    return standing;
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

  /// Whether a measurement exceeds its limit by more than chance.
  public boolean isSurelyMissesSla() {
    return service.surelyMisses();
  }

  /// Whether a measurement exceeds its limit, and certainly a third of it.
  boolean isLikelyToMissSla() {
    return service.likelyMisses();
  }

  /// Whether a class that it carries is to leave it for that.
  public boolean isWorthLeaving() {
    return service.surelyMisses() && !asGood;
  }

  /// The class gains nothing by leaving it for another one, see [Shares].
  void staysAsGood() {
    asGood = true;
  }

  /// Whether nothing is held against it, but a measurement with a limit was not made.
  public boolean isUnmeasured() {
    boolean blamed = standing == Standing.CARRYING ? service.surelyMisses() : service.misses();
    return !blamed && service.unmeasured();
  }

  /// Loss that is certain, where it exceeds its limit.
  public long getSureLossMissPpm() {
    return service.loss().sureMiss();
  }

  public long getSureLatencyMissUs() {
    return service.latency().sureMiss();
  }

  public long getSureJitterMissUs() {
    return service.jitter().sureMiss();
  }

  /// Loss that is possible and the margin, where the loss exceeds its limit.
  public long getPossibleLossMissPpm() {
    return service.loss().possibleMiss();
  }

  public long getPossibleLatencyMissUs() {
    return service.latency().possibleMiss();
  }

  public long getPossibleJitterMissUs() {
    return service.jitter().possibleMiss();
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

  /// It carries nothing of this class, which is strict.
  public void bar(String rule, String words) {
    exclude(rule, words);
    barred = true;
  }

  /// It comes after those that have a lower place in this respect; who is not told to wait has
  /// place 0.
  public void waits(Criterion criterion, long place, String rule, String words) {
    judgements[criterion.ordinal()] = new Judgement(place, rule, words);
  }

  @Nullable Judgement exclusion() {
    return exclusion;
  }

  boolean isBarred() {
    return barred;
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
