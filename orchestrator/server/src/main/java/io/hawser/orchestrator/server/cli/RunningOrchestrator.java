package io.hawser.orchestrator.server.cli;

import io.hawser.orchestrator.server.LocalToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The orchestrator that runs on this machine, asked by REST.
final class RunningOrchestrator implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.shared();

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int FIRST_ERROR = 400;

  private final HttpClient client;
  private final URI endpoint;
  private final String token;

  private RunningOrchestrator(HttpClient client, URI endpoint, String token) {
    this.client = client;
    this.endpoint = endpoint;
    this.token = token;
  }

  /// @param data the running orchestrator's data directory
  static RunningOrchestrator at(Path data) {
    if (!Files.isReadable(data.resolve("api-token")) || !Files.exists(data.resolve("endpoint"))) {
      throw new CommandFailed(
          "data: "
              + data
              + " (expected: the data directory of a running orchestrator, readable by you)");
    }
    try {
      URI endpoint = URI.create(Files.readString(data.resolve("endpoint")).strip());
      HttpClient client =
          HttpClient.newBuilder()
              .sslContext(trusting(data.resolve("ca.pem")))
              .connectTimeout(TIMEOUT)
              .build();
      return new RunningOrchestrator(client, endpoint, LocalToken.read(data));
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandFailed("data: " + data + ": " + reason(e) + " (expected: readable files)");
    }
  }

  private static SSLContext trusting(Path caFile) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(caFile)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  JsonNode get(String path) {
    return send(request(path).GET().build());
  }

  JsonNode post(String path, Object body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  /// Sends a document as it is in its file.
  JsonNode put(String path, Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new CommandFailed("file: " + file + " (expected: a readable file)");
    }
    return send(
        request(path)
            .header("Content-Type", "application/yaml")
            .header("X-File-Name", String.valueOf(file.getFileName()))
            .PUT(HttpRequest.BodyPublishers.ofString(text))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(endpoint.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json");
  }

  private JsonNode send(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= FIRST_ERROR) {
        throw new CommandFailed(problem(answer));
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new CommandFailed(endpoint + ": " + reason(e) + " (expected: a running orchestrator)");
    } catch (JacksonException e) {
      throw new CommandFailed(endpoint + ": unreadable answer (expected: JSON)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted");
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static String problem(HttpResponse<String> answer) {
    String status = "status " + answer.statusCode();
    try {
      return JSON.readTree(answer.body()).path("error").stringValue(status);
    } catch (JacksonException e) {
      return status;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
