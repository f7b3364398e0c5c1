package io.hawser.edge.agent.local;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An answer as it goes over the socket.
final class Answer {
  static final JsonMapper JSON = JsonMapper.shared();

  static ObjectNode result(Object value) {
    JsonNode tree = JSON.valueToTree(value);
    ObjectNode answer = JSON.createObjectNode().put("ok", true);
    answer.set("result", tree);
    return answer;
  }

  static ObjectNode refusal(String code, String error) {
    return JSON.createObjectNode().put("ok", false).put("code", code).put("error", error);
  }

  private Answer() {}
}
