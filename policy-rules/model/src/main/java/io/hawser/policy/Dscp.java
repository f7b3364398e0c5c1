package io.hawser.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Names of differentiated-services code points (RFC 2474, 2597, 3246, 5865, 8622).
final class Dscp {
  static final int LARGEST = 63;

  private static final Map<String, Integer> NUMBERS = numbers();
  static final List<String> NAMES = List.copyOf(NUMBERS.keySet());

  private Dscp() {}

  private static Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int selector = 0; selector < 8; selector++) {
      numbers.put("cs" + selector, selector << 3);
    }
    for (int forwarding = 1; forwarding <= 4; forwarding++) {
      for (int drop = 1; drop <= 3; drop++) {
        numbers.put("af" + forwarding + drop, forwarding << 3 | drop << 1);
      }
    }
    numbers.put("ef", 46);
    numbers.put("voice-admit", 44);
    numbers.put("le", 1);
    return numbers;
  }

  static OptionalInt parse(String text) {
    Integer known = NUMBERS.get(text);
    if (known != null) {
      return OptionalInt.of(known);
    }
    boolean number = text.matches("\\d{1,2}") && Integer.parseInt(text) <= LARGEST;
    return number ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  static String format(int codePoint) {
    return NUMBERS.entrySet().stream()
        .filter(named -> named.getValue() == codePoint)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(Integer.toString(codePoint));
  }
}
