package io.hawser.orchestrator.server;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A box as the orchestrator sees it: a key, requests over HTTPS, a control channel.
final class TestDevice {
  static final JsonMapper JSON = JsonMapper.shared();

  private static final int PIN_LENGTH = 32;
  private static final int SECRET_LENGTH = 16;

  final KeyPair key = keyPair();
  private final Orchestrator orchestrator;
  private final Path ca;
  private final HttpClient client;
  private String certificatePem = "";

  TestDevice(Orchestrator orchestrator, Path data) throws Exception {
    this(orchestrator, data, client(data.resolve("ca.pem")));
  }

  TestDevice(Orchestrator orchestrator, Path data, HttpClient client) {
    this.orchestrator = orchestrator;
    this.ca = data.resolve("ca.pem");
    this.client = client;
  }

  static HttpClient client(Path ca) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(ca)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// The secret of a claim token, as a box sends it.
  static String secretOf(String token) {
    byte[] bytes = Base64.getUrlDecoder().decode(token.substring("hwc1.".length()));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, PIN_LENGTH, PIN_LENGTH + SECRET_LENGTH));
  }

  static byte[] pinOf(String token) {
    return Arrays.copyOf(
        Base64.getUrlDecoder().decode(token.substring("hwc1.".length())), PIN_LENGTH);
  }

  byte[] csr() throws Exception {
    return new JcaPKCS10CertificationRequestBuilder(
            new X500Principal("CN=anything"), key.getPublic())
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
        .getEncoded();
  }

  HttpResponse<String> enrol(String token) throws Exception {
    return enrol(secretOf(token), pem("CERTIFICATE REQUEST", csr()));
  }

  HttpResponse<String> enrol(String secret, String csrPem) throws Exception {
    String body =
        JSON.writeValueAsString(
            Map.of(
                "claim",
                secret,
                "csr",
                csrPem,
                "serial",
                "S1",
                "hostname",
                "box",
                "devices",
                List.of("wan0", "lan0")));
    return client.send(
        HttpRequest.newBuilder(at("/.well-known/est/simpleenroll"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /// Asks as a program with a token does.
  HttpResponse<String> get(String path, String token) throws Exception {
    return client.send(
        HttpRequest.newBuilder(at(path)).header("Authorization", "Bearer " + token).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String token, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(at(path))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// Enrols and keeps the certificate; the answer's JSON.
  JsonNode enrolled(String token) throws Exception {
    HttpResponse<String> answer = enrol(token);
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    JsonNode json = JSON.readTree(answer.body());
    certificatePem = json.path("certificate").asString();
    return json;
  }

  /// A channel that shows this device's certificate.
  ManagedChannel channel() throws Exception {
    return channel(certificatePem);
  }

  /// A channel that shows this certificate, or none.
  ManagedChannel channel(String pem) throws Exception {
    return channel(pem, orchestrator.localUri());
  }

  /// A channel to an orchestrator that was started again elsewhere.
  ManagedChannel channelAt(URI endpoint) throws Exception {
    return channel(certificatePem, endpoint);
  }

  private ManagedChannel channel(String pem, URI endpoint) throws Exception {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(ca.toFile());
    if (!pem.isEmpty()) {
      tls.keyManager(stream(pem), stream(pem("PRIVATE KEY", key.getPrivate().getEncoded())));
    }
    ChannelCredentials credentials = tls.build();
    return Grpc.newChannelBuilder(endpoint.getHost() + ":" + endpoint.getPort(), credentials)
        .build();
  }

  /// A certificate for this device's key that says `name`, signed by `signer` under `issuer`'s
  /// name.
  String certificateBy(KeyPair signer, String issuer, String name) throws Exception {
    Date now = new Date();
    byte[] der =
        new JcaX509v3CertificateBuilder(
                new X500Principal(issuer),
                BigInteger.TWO,
                new Date(now.getTime() - 60_000),
                new Date(now.getTime() + 600_000),
                new X500Principal("CN=" + name),
                key.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()))
            .getEncoded();
    return pem("CERTIFICATE", der);
  }

  private URI at(String path) {
    return orchestrator.localUri().resolve(path);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  static String pem(String type, byte[] der) throws Exception {
    StringWriter text = new StringWriter();
    try (PemWriter out = new PemWriter(text)) {
      out.writeObject(new PemObject(type, der));
    }
    return text.toString();
  }
}
