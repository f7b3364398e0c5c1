package io.hawser.lab.simnet;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// What seeds brought, in their order. Each thing keeps its seed, whatever it is made into, so that
/// who finds it bad can run that seed again.
public record BySeed<T>(List<One<T>> all) {
  public record One<T>(long seed, T value) {}

  public BySeed {
    all = List.copyOf(all);
  }

  public <R> BySeed<R> map(Function<T, R> change) {
    return new BySeed<>(
        all.stream().map(each -> new One<>(each.seed, change.apply(each.value))).toList());
  }

  /// Of a seed that brought several things each one is a thing of its own.
  public <R> BySeed<R> flatMap(Function<T, List<R>> parts) {
    return new BySeed<>(
        all.stream()
            .flatMap(
                each -> parts.apply(each.value).stream().map(part -> new One<>(each.seed, part)))
            .toList());
  }

  public BySeed<T> filter(Predicate<T> wanted) {
    return new BySeed<>(all.stream().filter(each -> wanted.test(each.value)).toList());
  }

  public List<T> values() {
    return all.stream().map(One::value).toList();
  }

  public int size() {
    return all.size();
  }
}
