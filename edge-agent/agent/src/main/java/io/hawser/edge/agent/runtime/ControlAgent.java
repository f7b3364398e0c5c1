package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.Precedence;
import io.hawser.edge.control.EdgeControl;

/// The duty of `edge-control`: mail and time are all it has.
record ControlAgent(EdgeControl control) implements AgentThread.Duty {
  @Override
  public Precedence precedence() {
    return Precedence.DECISIONS;
  }

  @Override
  public void watch(Poller poller) {}

  @Override
  public boolean work(Poller poller, long nowNs) {
    return false;
  }

  @Override
  public long nextDeadlineNs() {
    return control.nextDeadlineNs();
  }

  @Override
  public void onTick(long nowNs) {
    control.onTick(nowNs);
  }
}
