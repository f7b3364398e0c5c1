package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.Precedence;

/// The duties of both directions, in turn on one thread: for a box of one core, where a second
/// thread would only take turns with the first.
///
/// Neither direction knows of it. What they tell each other still goes through the mailbox, which
/// then is one; it is emptied between packets as it is with two threads.
final class BothWays implements AgentThread.Duty {
  private final OutboundAgent outbound;
  private final InboundAgent inbound;

  BothWays(OutboundAgent outbound, InboundAgent inbound) {
    this.outbound = outbound;
    this.inbound = inbound;
  }

  @Override
  public Precedence precedence() {
    return Precedence.PACKETS;
  }

  @Override
  public void watch(Poller poller) {
    outbound.watch(poller);
    inbound.watch(poller);
  }

  @Override
  public void begin(long nowNs) {
    outbound.begin(nowNs);
  }

  /// What came in first: acknowledgements let the other end send more while this one seals.
  @Override
  public boolean work(Poller poller, long nowNs) {
    boolean more = inbound.work(poller, nowNs);
    return outbound.work(poller, nowNs) || more;
  }

  @Override
  public long nextDeadlineNs() {
    long outNs = outbound.nextDeadlineNs();
    long inNs = inbound.nextDeadlineNs();
    return outNs - inNs < 0 ? outNs : inNs;
  }

  @Override
  public void onTick(long nowNs) {
    outbound.onTick(nowNs);
    inbound.onTick(nowNs);
  }

  @Override
  public void flush() {
    outbound.flush();
  }
}
