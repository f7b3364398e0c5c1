package io.hawser.edge.agent.enrol;

import io.hawser.edge.agent.uplink.Uplink;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Plain HTTPS requests over one uplink, on the few resources under `/.well-known/est/`.
final class EstClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final URI root;

  EstClient(URI orchestrator, Uplink uplink, SSLContext tls) {
    this.root = orchestrator.resolve("/.well-known/est/");
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(tls);
    if (uplink.source() != null) {
      builder.localAddress(uplink.source());
    }
    this.http = builder.build();
  }

  HttpResponse<String> get(String resource) throws IOException, InterruptedException {
    return http.send(request(resource).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String resource, String contentType, String body)
      throws IOException, InterruptedException {
    var request =
        request(resource)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String resource) {
    return HttpRequest.newBuilder(root.resolve(resource)).timeout(REQUEST_TIMEOUT);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /// Whether the server was reached and turned out not to be the one that we trust.
  static boolean isDistrust(IOException failure) {
    return cause(failure, CertificateException.class) != null;
  }

  /// The innermost reason, for people.
  static String reason(IOException failure) {
    CertificateException distrust = cause(failure, CertificateException.class);
    if (distrust != null) {
      return String.valueOf(distrust.getMessage());
    }
    if (failure instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    if (failure instanceof ConnectException && failure.getMessage() == null) {
      return "connection refused or no route";
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> wanted) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (wanted.isInstance(at)) {
        return wanted.cast(at);
      }
    }
    return null;
  }
}
