package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final long SECOND = 1_000 * NS_PER_MS;

  private final BondMember one = member(0);
  private final BondMember other = member(1);
  private final List<BondMember> both = List.of(one, other);

  private static BondMember member(int number) {
    BondMember member = new BondMember(number, number);
    member.setRate(50_000_000);
    member.observe(0, 0, 0, 0);
    return member;
  }

  private boolean update(long ns) {
    return Membership.update(both, ns);
  }

  private void assertOut(Absence cause) {
    assertThat(other.isIn()).isFalse();
    assertThat(other.absence()).isEqualTo(cause);
    assertThat(one.isIn()).isTrue();
  }

  @Test
  void takesInWhoIsSound() {
    assertThat(other.isIn()).isFalse();
    assertThat(update(0)).isTrue();
    assertThat(both).allMatch(BondMember::isIn);
    assertThat(update(SECOND)).isFalse();
  }

  @Test
  void putsOutWhoIsSilentUnmeasuredLosesLagsOrCosts() {
    update(0);
    other.setHeard(false);
    assertThat(update(0)).isTrue();
    assertOut(Absence.SILENT);
    other.setHeard(true);
    other.observe(-1, -1, -1, -1);
    update(0);
    assertOut(Absence.UNMEASURED);
    other.observe(0, 0, Membership.LEAVE_LOSS_PPM + 1, Membership.LEAVE_LOSS_PPM + 1);
    update(0);
    assertOut(Absence.LOSES);
    other.observe(Membership.LEAVE_LAG_NS + 1, 0, 0, 0);
    update(0);
    assertOut(Absence.LAGS);
    other.observe(0, 0, 0, 0);
    other.setMetered(true);
    update(0);
    assertOut(Absence.METERED);
  }

  @Test
  void needsOrderWhereOneLosesThatOvertakesOthers() {
    update(0);
    long lossPpm = Membership.LITTLE_LOSS_PPM + 1;
    other.observe(30 * NS_PER_MS, 0, lossPpm, 0);
    update(0);
    assertThat(Membership.needsOrder(both, 0)).as("the last one loses").isFalse();
    one.observe(0, 0, lossPpm, 0);
    other.observe(30 * NS_PER_MS, 0, 0, 0);
    update(0);
    assertThat(Membership.needsOrder(both, 0)).as("the first one loses").isTrue();
    one.observe(0, 0, 0, 0);
    update(SECOND);
    assertThat(Membership.needsOrder(both, SECOND)).as("it did a second ago").isTrue();
    assertThat(Membership.needsOrder(both, Membership.LOSSY_NS)).as("long ago").isFalse();
    one.observe(0, 0, lossPpm, 0);
    other.observe(BondScheduler.FULL_NS, 0, 0, 0);
    update(2 * Membership.LOSSY_NS);
    assertThat(Membership.needsOrder(both, 2 * Membership.LOSSY_NS)).as("alike").isFalse();
  }

  @Test
  void countsJitterAndTheTimeOfAPacketAsLag() {
    update(0);
    other.observe(40 * NS_PER_MS, 14 * NS_PER_MS, 0, 0);
    update(0);
    assertThat(other.isIn()).isTrue();
    other.observe(40 * NS_PER_MS, 16 * NS_PER_MS, 0, 0);
    update(0);
    assertOut(Absence.LAGS);
    other.observe(0, 0, 0, 0);
    update(SECOND);
    update(SECOND + Membership.CLEAN_NS);
    assertThat(other.isIn()).isTrue();
    other.setRate(100_000);
    update(SECOND + Membership.CLEAN_NS);
    assertOut(Absence.LAGS);
  }

  @Test
  void letsAllLoseAlike() {
    one.observe(0, 0, 50_000, 50_000);
    other.observe(0, 0, 60_000, 60_000);
    update(0);
    assertThat(both).allMatch(BondMember::isIn);
  }

  @Test
  void usesWhatCostsWhereAllCost() {
    one.setMetered(true);
    other.setMetered(true);
    update(0);
    assertThat(both).allMatch(BondMember::isIn);
    one.setMetered(false);
    update(0);
    assertOut(Absence.METERED);
    one.setHeard(false);
    update(SECOND);
    assertThat(one.isIn()).isFalse();
    assertThat(other.isIn()).isTrue();
    update(SECOND + Membership.LONGEST_BLINK_NS + 1);
    one.setHeard(true);
    update(3 * SECOND);
    assertThat(one.isIn()).as("is not trusted yet").isFalse();
  }

  /// A queue that grows is a silence too, as long as nobody has seen it grow.
  @Test
  void takesBackSoonWhoWasSilentForAMoment() {
    update(0);
    long nowNs = SECOND;
    long blinkNs = Membership.BLINK_NS;
    for (int n = 0; n < 8; n++) {
      other.setHeard(false);
      update(nowNs);
      assertOut(Absence.SILENT);
      nowNs += Membership.LONGEST_BLINK_NS;
      update(nowNs);
      other.setHeard(true);
      update(nowNs + blinkNs - 1);
      assertOut(Absence.SILENT);
      nowNs += blinkNs;
      update(nowNs);
      assertThat(other.isIn()).isTrue();
      nowNs += SECOND;
      blinkNs = Math.min(2 * blinkNs, Membership.CLEAN_NS);
    }
  }

  @Test
  void takesBackAfterACleanTimeThatDoubles() {
    update(0);
    long nowNs = SECOND;
    long cleanNs = Membership.CLEAN_NS;
    for (int n = 0; n < 9; n++) {
      other.observe(0, 0, 500_000, 500_000);
      update(nowNs);
      assertOut(Absence.LOSES);
      nowNs += SECOND;
      update(nowNs);
      other.observe(0, 0, 0, 0);
      update(nowNs + cleanNs - 1);
      assertOut(Absence.LOSES);
      nowNs += cleanNs;
      assertThat(update(nowNs)).isTrue();
      assertThat(other.isIn()).isTrue();
      cleanNs = Math.min(2 * cleanNs, Membership.LONGEST_CLEAN_NS);
      nowNs += SECOND;
    }
    nowNs += Membership.STEADY_NS;
    other.setHeard(false);
    update(nowNs);
    other.setHeard(true);
    update(nowNs + Membership.CLEAN_NS);
    assertThat(other.isIn()).as("was steady for long").isTrue();
  }

  @Test
  void isStricterOnTheWayBack() {
    update(0);
    other.observe(0, 0, 500_000, 500_000);
    update(0);
    long between = (Membership.LEAVE_LOSS_PPM + Membership.RETURN_LOSS_PPM) / 2;
    other.observe(0, 0, between, between);
    update(20 * SECOND);
    assertOut(Absence.LOSES);
    other.observe(0, 0, Membership.RETURN_LOSS_PPM, Membership.RETURN_LOSS_PPM);
    update(20 * SECOND + Membership.CLEAN_NS);
    assertThat(other.isIn()).isTrue();
    other.observe(0, 0, Membership.LEAVE_LOSS_PPM, Membership.LEAVE_LOSS_PPM);
    update(30 * SECOND);
    assertThat(other.isIn()).isTrue();
  }

  /// The quick one loses, and the sound one is slow: the sound one alone.
  @Test
  void comparesDelayWithThoseThatDoNotLose() {
    one.observe(200 * NS_PER_MS, 0, 0, 0);
    other.observe(0, 0, 500_000, 500_000);
    update(0);
    assertOut(Absence.LOSES);
  }

  /// Not both: 200 Mbit/s by satellite rather than 50 by a line nearby, but not 60.
  @Test
  void prefersTheSlowWayOnlyWhereItCarriesMuchMore() {
    one.setRate(200_000_000);
    one.observe(200 * NS_PER_MS, 0, 0, 0);
    update(0);
    assertOut(Absence.LAGS);
    one.setRate(60_000_000);
    update(NS_PER_MS);
    assertThat(one.absence()).isEqualTo(Absence.LAGS);
    assertThat(other.isIn()).isTrue();
  }

  /// What it loses cannot be sent again in time.
  @Test
  void doesNotPreferASlowWayThatLosesAnything() {
    one.setRate(500_000_000);
    one.observe(200 * NS_PER_MS, 0, 0, 0);
    update(0);
    assertOut(Absence.LAGS);
    one.observe(200 * NS_PER_MS, 0, 1_000, 0);
    update(SECOND);
    assertThat(one.absence()).isEqualTo(Absence.LAGS);
    assertThat(one.isIn()).isFalse();
    assertThat(other.isIn()).isTrue();
    one.observe(200 * NS_PER_MS, 0, 0, 0);
    update(SECOND + Membership.CLEAN_NS - 1);
    assertThat(one.isIn()).isFalse();
    update(SECOND + Membership.CLEAN_NS);
    assertThat(one.isIn()).isTrue();
    assertThat(other.isIn()).isFalse();
  }

  @Test
  void keepsTheLeastBadWhereAllAreBad() {
    update(0);
    one.setHeard(false);
    other.observe(-1, -1, -1, -1);
    update(0);
    assertThat(one.isIn()).isFalse();
    assertThat(other.isIn()).isTrue();
    assertThat(other.absence()).isEqualTo(Absence.UNMEASURED);
    assertThat(update(SECOND)).isFalse();
    // The other one is back, but not trusted yet.
    one.setHeard(true);
    update(2 * SECOND);
    assertThat(one.isIn()).isTrue();
    assertThat(other.isIn()).isFalse();
  }

  @Test
  void changesNothingWhereThePeerIsAway() {
    update(0);
    one.setHeard(false);
    other.setHeard(false);
    assertThat(update(SECOND)).isFalse();
    assertThat(both).allMatch(BondMember::isIn);
  }

  /// Whatever is measured: while anybody is heard somebody is in, nobody is in who is silent, and
  /// nobody who has any fault, but as the only one.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void alwaysLeavesAWay(long seed) {
    var random = new SplittableRandom(seed);
    List<BondMember> members = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      members.add(member(i));
    }
    for (int n = 0; n < 20_000; n++) {
      long nowNs = n * 100 * NS_PER_MS;
      int i = random.nextInt(5);
      BondMember each = members.get(i);
      switch (random.nextInt(4)) {
        case 0 -> each.setHeard(random.nextInt(4) > 0);
        case 1 -> each.setMetered(random.nextInt(4) == 0);
        default -> {
          long lossPpm = random.nextInt(5) == 0 ? 100_000 : random.nextLong(5_000);
          each.observe(
              random.nextInt(10) == 0 ? -1 : random.nextLong(130 * NS_PER_MS),
              random.nextLong(10 * NS_PER_MS),
              lossPpm,
              lossPpm);
        }
      }
      Membership.update(members, nowNs);
      if (members.stream().noneMatch(BondMember::isHeard)) {
        continue;
      }
      assertThat(members).anyMatch(BondMember::isIn);
      long in = members.stream().filter(BondMember::isIn).count();
      for (int k = 0; k < 5; k++) {
        BondMember it = members.get(k);
        assertThat(it.isIn() && !it.isHeard()).isFalse();
        assertThat(it.isIn() && it.fault != null && in > 1).as("%d with %s", k, it.fault).isFalse();
      }
    }
  }
}
