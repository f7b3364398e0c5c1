package io.hawser.edge.agent.process;

import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.hawser.orchestrator.api.ControlGrpc;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Push;
import io.hawser.orchestrator.api.SignedRevision;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Stands for an orchestrator in the [Rehearsal]: a control channel on loopback that answers the
/// first report with a revision. One key serves for all: authority, server and edge.
final class RehearsedDesk implements AutoCloseable {
  private static final String ADDRESS = "127.0.0.1";
  private static final Duration LIFE = Duration.ofHours(1);

  private final KeyPair key;
  private final X509Certificate certificate;
  private final Server server;

  private RehearsedDesk(KeyPair key, X509Certificate certificate, Server server) {
    this.key = key;
    this.certificate = certificate;
    this.server = server;
  }

  static RehearsedDesk open(String edgeId, SignedRevision revision)
      throws IOException, GeneralSecurityException {
    KeyPair key = newKey();
    X509Certificate certificate = selfSigned(key, edgeId);
    var tls =
        GrpcSslContexts.configure(
                SslContextBuilder.forServer(key.getPrivate(), certificate), SslProvider.JDK)
            .build();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(ADDRESS, 0))
            .sslContext(tls)
            .addService(new Answering(revision))
            .build();
    return new RehearsedDesk(key, certificate, server.start());
  }

  X509Certificate certificate() {
    return certificate;
  }

  PrivateKey key() {
    return key.getPrivate();
  }

  URI uri() {
    return URI.create("https://" + ADDRESS + ":" + server.getPort());
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate selfSigned(KeyPair key, String name)
      throws IOException, GeneralSecurityException {
    X500Name subject = new X500Name("CN=" + name);
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            subject,
            BigInteger.ONE,
            Date.from(now),
            Date.from(now.plus(LIFE)),
            subject,
            key.getPublic());
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.iPAddress, ADDRESS)));
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("certificate: not signed (expected: a P-256 key)", e);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static final class Answering extends ControlGrpc.ControlImplBase {
    private final SignedRevision revision;

    Answering(SignedRevision revision) {
      this.revision = revision;
    }

    @Override
    public StreamObserver<EdgeReport> attach(StreamObserver<Push> pushes) {
      return new StreamObserver<>() {
        @Override
        public void onNext(EdgeReport report) {
          if (report.hasHello()) {
            pushes.onNext(Push.newBuilder().setRevision(revision).build());
          }
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
          pushes.onCompleted();
        }
      };
    }
  }
}
