package io.hawser.edge.agent.linux;

/// A file descriptor whose number stays the same while what it names is replaced.
///
/// One thread may replace or close; any thread may use [#number].
final class Descriptor implements AutoCloseable {
  private final int number;
  private boolean closed;

  /// Takes possession of `number`.
  Descriptor(int number) {
    this.number = number;
  }

  /// Something valid that never reads as ready and refuses to send with ENOTSOCK: an eventfd.
  static Descriptor placeholder() {
    return new Descriptor(LinuxException.check(Libc.eventfd(), "placeholder", "eventfd"));
  }

  int number() {
    return number;
  }

  /// Lets this number name what `other` names, and takes possession of it.
  void replaceBy(int other) {
    int result = Libc.dup3(other, number);
    Libc.close(other);
    LinuxException.check(result, "descriptor", "dup3");
  }

  /// Lets this number name a placeholder.
  void vacate() {
    replaceBy(LinuxException.check(Libc.eventfd(), "placeholder", "eventfd"));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(number);
    }
  }
}
