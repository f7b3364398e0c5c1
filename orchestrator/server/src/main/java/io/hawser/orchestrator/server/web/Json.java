package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.hawser.orchestrator.company.RefusedException;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/// JSON documents from and to records. Enum constants are written in lower case.
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static HttpResponse answer(Object value) {
    return answer(HttpStatus.OK, value);
  }

  static HttpResponse answer(HttpStatus status, Object value) {
    return HttpResponse.of(status, MediaType.JSON, write(value));
  }

  static <T> T read(String text, Class<T> type) {
    try {
      T value = MAPPER.readValue(text.isBlank() ? "{}" : text, type);
      if (value == null) {
        throw RefusedException.invalid("body: null (expected: a JSON object)");
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      String known =
          e.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", "));
      throw RefusedException.invalid(e.getPropertyName() + ": unknown (expected: " + known + ")");
    } catch (DatabindException e) {
      String where =
          e.getPath().stream()
              .map(reference -> String.valueOf(reference.getPropertyName()))
              .collect(Collectors.joining("."));
      throw RefusedException.invalid(
          (where.isEmpty() ? "body" : where)
              + ": wrong type (expected: as the OpenAPI document says)");
    } catch (StreamReadException e) {
      throw RefusedException.invalid(
          "body: no JSON at line " + e.getLocation().getLineNr() + " (expected: a JSON object)");
    } catch (JacksonException e) {
      throw RefusedException.invalid("body: unreadable (expected: a JSON object)");
    }
  }
}
