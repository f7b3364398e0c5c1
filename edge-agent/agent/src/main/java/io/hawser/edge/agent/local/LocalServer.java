package io.hawser.edge.agent.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves an [EdgeView] on the Unix socket.
///
/// One thread accepts, each connection has a short-lived thread of its own; there are at most
/// [#MOST_CONNECTIONS], each at most [#CONNECTION_SECONDS] long.
public final class LocalServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalServer.class);
  private static final int MOST_CONNECTIONS = 16;
  private static final int CONNECTION_SECONDS = 10;

  /// A policy is asked about in one piece.
  private static final int MOST_REQUEST_LENGTH = 1 << 20;

  private static final int READ_LENGTH = 8 << 10;

  private final Path socket;
  private final ServerSocketChannel listening;
  private final Verbs verbs;
  private final Semaphore free = new Semaphore(MOST_CONNECTIONS);
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("local-api-deadlines").factory());

  private LocalServer(Path socket, ServerSocketChannel listening, EdgeView view) {
    this.socket = socket;
    this.listening = listening;
    this.verbs = new Verbs(view);
  }

  /// Listens at `socket`; throws where another agent does already.
  public static LocalServer open(Path socket, EdgeView view) throws IOException {
    refuseSecondAgent(socket);
    LocalServer server = new LocalServer(socket, listen(socket), view);
    Thread.ofPlatform().daemon().name("local-api").start(server::accept);
    return server;
  }

  private static void refuseSecondAgent(Path socket) throws IOException {
    try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      throw new IOException(
          socket + ": another agent answers (expected: none on " + other.getRemoteAddress() + ")");
    } catch (SocketException e) {
      // Nobody listens: the file is missing or left over.
      Files.deleteIfExists(socket);
    }
  }

  /// Bound under another name and renamed, so that the socket is never open to others.
  private static ServerSocketChannel listen(Path socket) throws IOException {
    Path parent = socket.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path fresh = socket.resolveSibling(socket.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(fresh));
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void accept() {
    while (listening.isOpen()) {
      try {
        SocketChannel connection = listening.accept();
        free.acquireUninterruptibly();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("local-accept-failed cause={}", e.getMessage());
      }
    }
  }

  private void serve(SocketChannel connection) {
    var deadline =
        deadlines.schedule(() -> close(connection), CONNECTION_SECONDS, TimeUnit.SECONDS);
    try (connection) {
      String answer = verbs.answer(requestLine(connection)) + "\n";
      ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        connection.write(bytes);
      }
    } catch (IOException e) {
      LOG.debug("local-connection-ended cause={}", e.getMessage());
    } finally {
      deadline.cancel(false);
      free.release();
    }
  }

  /// Up to the first line break, or to the end of what was sent.
  private static String requestLine(SocketChannel connection) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(READ_LENGTH);
    while (request.size() < MOST_REQUEST_LENGTH && connection.read(buffer) >= 0) {
      int length = buffer.position();
      for (int i = 0; i < length; i++) {
        if (buffer.get(i) == '\n') {
          request.write(buffer.array(), 0, i);
          return request.toString(StandardCharsets.UTF_8);
        }
      }
      request.write(buffer.array(), 0, length);
      buffer.clear();
    }
    return request.toString(StandardCharsets.UTF_8);
  }

  private static void close(SocketChannel connection) {
    try {
      connection.close();
    } catch (IOException e) {
      LOG.debug("local-close-failed cause={}", e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    deadlines.shutdownNow();
    Files.deleteIfExists(socket);
  }
}
