package io.hawser.orchestrator.server.store;

import io.hawser.policy.Prefix;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// Company records as JSON text, and back.
///
/// A field that a newer release added is ignored by an older one, so that members of two releases
/// can share a database.
final class RecordJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Prefix.class, new PrefixWriter())
                  .addDeserializer(Prefix.class, new PrefixReader()))
          .build();

  private RecordJson() {}

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static <T> T read(String json, Class<T> type) {
    return MAPPER.readValue(json, type);
  }

  private static final class PrefixWriter extends ValueSerializer<Prefix> {
    @Override
    public void serialize(Prefix prefix, JsonGenerator out, SerializationContext context) {
      out.writeString(prefix.toString());
    }
  }

  private static final class PrefixReader extends ValueDeserializer<Prefix> {
    @Override
    public Prefix deserialize(JsonParser in, DeserializationContext context) {
      return Prefix.parse(in.getString());
    }
  }
}
