package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.hawser.orchestrator.company.RefusedException;
import java.net.InetAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A request with its body and its caller.
record Request(
    ServiceRequestContext context, AggregatedHttpRequest http, Caller caller, long nowEpochMs) {
  Request by(Caller known) {
    return new Request(context, http, known, nowEpochMs);
  }

  Request with(AggregatedHttpRequest whole) {
    return new Request(context, whole, caller, nowEpochMs);
  }

  private static final int IPV4_LENGTH = 4;

  /// A parameter of the path, which the route's pattern names.
  String part(String name) {
    String value = context.pathParam(name);
    if (value == null) {
      throw new IllegalStateException(name + ": (expected: a parameter of " + context.path() + ")");
    }
    return value;
  }

  /// A parameter of the query, empty where there is none.
  String query(String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  String text() {
    return http.contentUtf8();
  }

  /// The fields of a form.
  QueryParams form() {
    return QueryParams.fromQueryString(http.contentUtf8());
  }

  /// A field of a form, trimmed; null where it is empty or missing.
  @Nullable String field(String name) {
    String value = form().get(name, "").strip();
    return value.isEmpty() ? null : value;
  }

  /// The body as a JSON object of type `type`; an empty body is an empty object.
  <T> T json(Class<T> type) {
    return Json.read(http.contentUtf8(), type);
  }

  /// The revision that the document in the body was made of (`If-Match`), null: any.
  @Nullable Long basedOn() {
    String match = header(HttpHeaderNames.IF_MATCH).strip();
    return match.isEmpty() || match.equals("*") ? null : revision("If-Match", match);
  }

  /// Reads `42` or `"42"`.
  static long revision(String name, String text) {
    String digits = text.replaceAll("^\"(.*)\"$", "$1");
    if (!digits.matches("[0-9]{1,18}")) {
      throw RefusedException.invalid(
          name + ": " + text + " (expected: a revision, such as \"42\")");
    }
    return Long.parseLong(digits);
  }

  /// What the sender calls the document in the body.
  String fileName(String otherwise) {
    String name = http.headers().get("x-file-name", otherwise);
    if (name.isEmpty() || name.length() > 255 || name.chars().anyMatch(c -> c < ' ')) {
      throw RefusedException.invalid("X-File-Name: (expected: 1 to 255 printable characters)");
    }
    return name;
  }

  String header(CharSequence name) {
    return http.headers().get(name, "");
  }

  String cookie(String name) {
    return http.headers().cookies().stream()
        .filter(cookie -> cookie.name().equals(name))
        .map(cookie -> cookie.value())
        .findFirst()
        .orElse("");
  }

  String acceptLanguage() {
    return header(HttpHeaderNames.ACCEPT_LANGUAGE);
  }

  /// Where the sender is, as far as one customer of a provider is told from the next.
  String remoteNetwork() {
    return network(context.clientAddress());
  }

  /// An IPv4 address, or the first 64 bits of an IPv6 address: a host has all that begin so.
  static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length <= IPV4_LENGTH
        ? address.getHostAddress()
        : HexFormat.of().formatHex(bytes, 0, bytes.length / 2) + "/64";
  }
}
