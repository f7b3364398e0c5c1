package io.hawser.edge.agent.control;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.hawser.edge.agent.uplink.Uplink;
import io.hawser.orchestrator.api.ControlGrpc;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Push;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One attempt to hold the control stream: its channel and the call on it.
///
/// Owned by the control client's thread; what happens on gRPC's threads arrives there as a call on
/// the [Listener], with this stream as argument, so that a late call of an old one is recognised.
final class ControlStream {
  /// Called on the control client's thread.
  interface Listener {
    void onConnected(ControlStream stream);

    void onPush(ControlStream stream, Push push);

    void onWritable(ControlStream stream);

    void onEnded(ControlStream stream, String problem);
  }

  private final Uplink uplink;
  private final ManagedChannel channel;
  private final Executor owner;
  private final Listener listener;
  private final Call call = new Call();
  private boolean connected;

  ControlStream(Uplink uplink, ManagedChannel channel, Executor owner, Listener listener) {
    this.uplink = uplink;
    this.channel = channel;
    this.owner = owner;
    this.listener = listener;
  }

  Uplink uplink() {
    return uplink;
  }

  void open() {
    watch(channel.getState(true));
    ControlGrpc.newStub(channel).attach(call);
  }

  boolean isConnected() {
    return connected;
  }

  boolean isWritable() {
    return connected && call.requests != null && call.requests.isReady();
  }

  void send(EdgeReport report) {
    if (call.requests != null) {
      call.requests.onNext(report);
    }
  }

  /// Asks for the next push, once the last one has been dealt with.
  void pull() {
    if (call.requests != null) {
      call.requests.request(1);
    }
  }

  void close() {
    channel.shutdownNow();
  }

  private void watch(ConnectivityState state) {
    channel.notifyWhenStateChanged(
        state, () -> owner.execute(() -> onState(channel.getState(false))));
  }

  private void onState(ConnectivityState state) {
    if (state == ConnectivityState.SHUTDOWN) {
      return;
    }
    if (state == ConnectivityState.READY && !connected) {
      connected = true;
      listener.onConnected(this);
    }
    watch(state);
  }

  private final class Call implements ClientResponseObserver<EdgeReport, Push> {
    private volatile @Nullable ClientCallStreamObserver<EdgeReport> requests;

    @Override
    public void beforeStart(ClientCallStreamObserver<EdgeReport> stream) {
      stream.disableAutoRequestWithInitial(1);
      stream.setOnReadyHandler(() -> owner.execute(() -> listener.onWritable(ControlStream.this)));
      requests = stream;
    }

    @Override
    public void onNext(Push push) {
      owner.execute(() -> listener.onPush(ControlStream.this, push));
    }

    @Override
    public void onError(Throwable failure) {
      String problem = StreamProblem.of(Status.fromThrowable(failure));
      owner.execute(() -> listener.onEnded(ControlStream.this, problem));
    }

    @Override
    public void onCompleted() {
      owner.execute(() -> listener.onEnded(ControlStream.this, "closed by the orchestrator"));
    }
  }
}
