import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

class Main {
  public static void main(String[] args) {
    // LinkedHashMap, because Map.of makes no promise about order.
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("min", 0);
    limits.put("max", 50);

    Map<String, Object> sensor = new LinkedHashMap<>();
    sensor.put("name", "sensor \"A\"");
    sensor.put("path", "C:\\logs\\today");
    sensor.put("note", "line one\n\ttabbed\u0007");
    sensor.put("active", true);
    sensor.put("owner", null);
    sensor.put("readings", List.of(3, -14));
    sensor.put("limits", limits);
    sensor.put("tags", List.of());
    sensor.put("meta", Map.of());

    String compact = new JsonWriter(0).write(sensor);
    System.out.println(compact);
    System.out.println(new JsonWriter(2).write(sensor));
    System.out.println("compact size: " + compact.length());
  }
}

class JsonWriter {
  private final int indent;
  private final StringBuilder out = new StringBuilder();
  private int depth = 0;

  JsonWriter(int indent) {
    this.indent = indent;
  }

  String write(Object value) {
    append(value);
    return out.toString();
  }

  private void append(Object value) {
    if (value instanceof String s) {
      out.append(quote(s));
    } else if (value instanceof List<?> list) {
      open('[');
      String separator = "";
      for (Object item : list) {
        out.append(separator);
        newLine();
        append(item);
        separator = ",";
      }
      close(']', list.isEmpty());
    } else if (value instanceof Map<?, ?> map) {
      open('{');
      String separator = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        newLine();
        out.append(quote((String) entry.getKey())).append(indent > 0 ? ": " : ":");
        append(entry.getValue());
        separator = ",";
      }
      close('}', map.isEmpty());
    } else if (value == null || value instanceof Boolean || value instanceof Integer) {
      out.append(value);
    } else {
      throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }
  }

  private void open(char bracket) {
    out.append(bracket);
    depth++;
  }

  private void close(char bracket, boolean empty) {
    depth--;
    if (!empty) {
      newLine();
    }
    out.append(bracket);
  }

  private void newLine() {
    if (indent > 0) {
      out.append('\n').append(" ".repeat(depth * indent));
    }
  }

  private static String quote(String s) {
    return s.chars().mapToObj(JsonWriter::escape).collect(Collectors.joining("", "\"", "\""));
  }

  private static String escape(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      default -> c < 0x20 ? String.format("\\u%04x", c) : String.valueOf((char) c);
    };
  }
}
