package io.hawser.edge.agent.control;

import io.grpc.Attributes;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.uplink.OrchestratorTrust;
import io.hawser.edge.agent.uplink.Uplink;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Makes channels to the orchestrator, each bound to the device and address of one uplink.
///
/// Binding to the device needs epoll and the right to do so; where either is missing, the source
/// address alone asks for the link, and the kernel's routes decide.
final class ControlChannels implements AutoCloseable {
  /// `SOL_SOCKET`, `SO_BINDTODEVICE` and `IFNAMSIZ` of Linux.
  private static final int SOL_SOCKET = 1;

  private static final int SO_BINDTODEVICE = 25;
  private static final int DEVICE_NAME_SIZE = 16;

  /// A configuration of a thousand peers with four links each is about a megabyte.
  private static final int MAX_PUSH_LENGTH = 16 << 20;

  private static final int CONNECT_TIMEOUT_MS = 4_000;

  private final ControlSetup setup;
  private final EventLoopGroup eventLoop;
  private final Class<? extends Channel> channelType;

  ControlChannels(ControlSetup setup) {
    this.setup = setup;
    ThreadFactory threads = Thread.ofPlatform().daemon().name("control-io").factory();
    boolean epoll = Epoll.isAvailable();
    this.eventLoop =
        new MultiThreadIoEventLoopGroup(
            1, threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  ManagedChannel open(Uplink uplink) throws SSLException, UnknownHostException {
    URI orchestrator = setup.orchestrator();
    ControlTimes times = setup.times();
    var target = new InetSocketAddress(resolved(uplink), orchestrator.getPort());
    var builder =
        NettyChannelBuilder.forAddress(target)
            .overrideAuthority(orchestrator.getRawAuthority())
            .sslContext(tls())
            .eventLoopGroup(eventLoop)
            .channelType(channelType)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
            .keepAliveTime(times.keepaliveNs(uplink), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(times.keepaliveTimeoutNs(), TimeUnit.NANOSECONDS)
            .maxInboundMessageSize(MAX_PUSH_LENGTH)
            .disableRetry()
            .directExecutor();
    bind(builder, uplink);
    return builder.build();
  }

  private void bind(NettyChannelBuilder builder, Uplink uplink) {
    InetAddress source = uplink.source();
    if (source != null) {
      builder.localSocketPicker(new FixedSource(new InetSocketAddress(source, 0)));
    }
    if (!uplink.device().isEmpty() && channelType == EpollSocketChannel.class) {
      builder.withOption(
          new RawUnixChannelOption(
              "SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, DEVICE_NAME_SIZE),
          deviceName(uplink.device()));
    }
  }

  private static ByteBuffer deviceName(String device) {
    ByteBuffer name = ByteBuffer.allocateDirect(DEVICE_NAME_SIZE);
    name.put(0, device.getBytes(StandardCharsets.US_ASCII));
    return name;
  }

  private SslContext tls() throws SSLException {
    Identity identity = setup.identity().get();
    return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
        .protocols("TLSv1.3")
        .trustManager(new OrchestratorTrust(identity.authorities(), setup.clock()))
        .keyManager(setup.tlsKey(), identity.chain().toArray(X509Certificate[]::new))
        .build();
  }

  private InetAddress resolved(Uplink uplink) throws UnknownHostException {
    String host = setup.orchestrator().getHost();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      if (isReachableFrom(uplink.source(), address)) {
        return address;
      }
    }
    throw new UnknownHostException(host + ": no address of the link's family (expected: one)");
  }

  private static boolean isReachableFrom(@Nullable InetAddress source, InetAddress target) {
    return source == null || source.getClass() == target.getClass();
  }

  @Override
  public void close() {
    var _ = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static final class FixedSource extends NettyChannelBuilder.LocalSocketPicker {
    private final SocketAddress source;

    FixedSource(SocketAddress source) {
      this.source = source;
    }

    @Override
    public SocketAddress createSocketAddress(SocketAddress remote, Attributes attributes) {
      return source;
    }
  }
}
