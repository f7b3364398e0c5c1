package io.hawser.edge.simulation;

import io.hawser.lab.simnet.Simulation;
import java.time.Duration;

/// A conversation over TCP that goes on: a request from the branch, an answer of the headquarters
/// by which it is acknowledged, a pause, and again.
final class TcpSession {
  /// Of a request and of an answer, bytes.
  private static final int MESSAGE = 200;

  private static final int FIRST_PORT = 10_000;
  private static final int SERVER_PORT = 443;
  private static final long PAUSE_NS = Duration.ofMillis(160).toNanos();

  private final Simulation simulation;
  private final Stream requests;
  private final Stream answers;
  private final TcpEnd client;
  private final TcpEnd server;

  /// [Stream#NEVER] where the latest request is answered.
  private long askedNs = Stream.NEVER;

  private long longestStallNs;
  private int answered;
  private boolean connected;
  private boolean accepted;
  private String broken = "";

  TcpSession(Company company, int number, int initialNumber) {
    simulation = company.simulation;
    requests = company.stream(company.branch, company.hq, Stream.Kind.WEB);
    answers = company.stream(company.hq, company.branch, Stream.Kind.WEB);
    int port = FIRST_PORT + number;
    client =
        new TcpEnd(
            simulation,
            requests,
            answers,
            port,
            SERVER_PORT,
            initialNumber,
            listener(this::onAnswer));
    server =
        new TcpEnd(
            simulation,
            answers,
            requests,
            SERVER_PORT,
            port,
            ~initialNumber,
            listener(this::onRequest));
  }

  private TcpEnd.Listener listener(Runnable onMessage) {
    return new TcpEnd.Listener() {
      @Override
      public void onMessage() {
        onMessage.run();
      }

      @Override
      public void onBroken(String why) {
        broken = broken.isEmpty() ? why : broken;
      }
    };
  }

  void begin() {
    client.connect();
  }

  private void ask() {
    askedNs = simulation.nowNs();
    client.send(MESSAGE);
  }

  /// The server's first message is its SYN-ACK.
  private void onAnswer() {
    if (connected) {
      answered++;
      longestStallNs = Math.max(longestStallNs, simulation.nowNs() - askedNs);
      askedNs = Stream.NEVER;
      simulation.after(PAUSE_NS, this::ask);
    } else {
      connected = true;
      ask();
    }
  }

  private void onRequest() {
    if (accepted) {
      server.send(MESSAGE);
    } else {
      accepted = true;
      server.connect();
    }
  }

  // ---------------------------------------------------------------- what became of it

  /// Stalls are counted from now on, that of a request which is not answered yet from its asking.
  void mark() {
    longestStallNs = 0;
    answered = 0;
  }

  /// Of a request that is not answered yet it is what it lasted until now.
  long longestStallNs() {
    long waitedNs = askedNs == Stream.NEVER ? 0 : simulation.nowNs() - askedNs;
    return Math.max(longestStallNs, waitedNs);
  }

  /// Since the mark.
  int answered() {
    return answered;
  }

  /// Why it is broken; empty where it is not.
  String broken() {
    return broken;
  }

  /// The branch's link that its latest request took.
  String line() {
    return requests.line();
  }
}
