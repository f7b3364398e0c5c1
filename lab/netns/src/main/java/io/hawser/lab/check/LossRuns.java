package io.hawser.lab.check;

/// The losses of a train: how many packets, in how many runs of consecutive ones.
record LossRuns(int packets, int lost, int runs) {
  /// From the arrival times by number, where 0 means that a packet did not come.
  static LossRuns of(long[] arrivalsNs) {
    int lost = 0;
    int runs = 0;
    for (int i = 0; i < arrivalsNs.length; i++) {
      if (arrivalsNs[i] == 0) {
        lost++;
        runs += i == 0 || arrivalsNs[i - 1] != 0 ? 1 : 0;
      }
    }
    return new LossRuns(arrivalsNs.length, lost, runs);
  }

  double share() {
    return (double) lost / packets;
  }

  double meanLength() {
    return runs == 0 ? 0 : (double) lost / runs;
  }

  /// Standard error of the mean length, which is geometrically distributed, where the true mean is
  /// given.
  double meanLengthError(double trueMean) {
    return Math.sqrt(trueMean * Math.max(trueMean - 1, 0) / Math.max(runs, 1));
  }

  /// Standard error of the measured loss: binomial, and wider where losses come in bursts.
  ///
  /// A chain with mean burst b and loss p has correlation 1 - 1/b - p/(b(1-p)) between neighbours.
  static double standardError(double share, double burst, int packets) {
    double correlation = burst <= 1 ? 0 : 1 - 1 / burst - share / (burst * (1 - share));
    double binomial = share * (1 - share) / packets;
    return Math.sqrt(binomial * (1 + correlation) / (1 - correlation));
  }
}
