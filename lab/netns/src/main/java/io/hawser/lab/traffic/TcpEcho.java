package io.hawser.lab.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Accepts conversations and sends back what it is sent. Owned by the loop.
final class TcpEcho implements TcpLoop.End {
  private final TcpLoop loop;
  private final int length;

  /// @param length bytes of a message
  TcpEcho(TcpLoop loop, int length) {
    this.loop = loop;
    this.length = length;
  }

  @Override
  public void onReady(SelectionKey key) throws IOException {
    SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
    if (channel != null) {
      loop.register(channel, SelectionKey.OP_READ, new Answerer(length));
    }
  }

  @Override
  public void onBroken(IOException why) {
    // Those who are not accepted say so.
  }

  private static final class Answerer implements TcpLoop.End {
    private final ByteBuffer message;

    Answerer(int length) {
      message = ByteBuffer.allocateDirect(length);
    }

    @Override
    public void onReady(SelectionKey key) throws IOException {
      SocketChannel channel = (SocketChannel) key.channel();
      if (message.hasRemaining() && channel.read(message) < 0) {
        channel.close();
        return;
      }
      message.flip();
      channel.write(message);
      message.compact();
      boolean isLeft = message.position() > 0;
      key.interestOps(isLeft ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    @Override
    public void onBroken(IOException why) {
      // The session's own side tells.
    }
  }
}
