package io.hawser.policy.whatif;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;

/// One thing of a path that is assumed to be otherwise.
public sealed interface Effect {
  PathFact applyTo(PathFact fact);

  /// It is in this condition.
  record Is(PathCondition condition) implements Effect {
    @Override
    public PathFact applyTo(PathFact fact) {
      return Facts.with(fact, condition);
    }
  }

  /// A measurement is another one.
  ///
  /// @param relative whether `amount`, which may be negative then, is added
  /// @param amount microseconds, of loss millionths
  record Measures(Quantity quantity, boolean relative, long amount) implements Effect {
    public Measures {
      if (!relative && amount < 0) {
        throw new IllegalArgumentException("amount: " + amount + " (expected: 0 or more)");
      }
    }

    @Override
    public PathFact applyTo(PathFact fact) {
      long present = Math.max(0, quantity.of(fact));
      return quantity.put(fact, relative ? Math.max(0, present + amount) : amount);
    }
  }

  /// What can be assumed of a path in numbers.
  enum Quantity {
    LOSS {
      @Override
      long of(PathFact fact) {
        return fact.lossPpm();
      }

      @Override
      PathFact put(PathFact fact, long value) {
        return Facts.withLoss(fact, Math.min(value, Facts.ALL_LOST_PPM));
      }
    },
    DELAY {
      @Override
      long of(PathFact fact) {
        return fact.latencyUs();
      }

      /// Of the way outwards: the round trip grows by as much.
      @Override
      PathFact put(PathFact fact, long value) {
        long more = value - Math.max(0, fact.latencyUs());
        long rttUs = fact.rttUs() < 0 ? fact.rttUs() : Math.max(0, fact.rttUs() + more);
        return Facts.withDelay(fact, rttUs, value);
      }
    },
    JITTER {
      @Override
      long of(PathFact fact) {
        return fact.jitterUs();
      }

      @Override
      PathFact put(PathFact fact, long value) {
        return Facts.withJitter(fact, value);
      }
    };

    /// Or [PathFact#UNMEASURED].
    abstract long of(PathFact fact);

    abstract PathFact put(PathFact fact, long value);
  }
}
