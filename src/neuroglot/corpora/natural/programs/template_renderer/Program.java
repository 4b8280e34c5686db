import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

class Main {
  private static final List<String> TEMPLATES =
      List.of(
          """
          Hello {{name}}, order {{order}} ships on {{date}}:
          {{#items}}- {{n}} x {{title}} for {{name}} ({{note}})
          {{/items}}Total: {{total}} {{coin}}\
          """,
          "Coupons:{{#coupons}} {{code}}{{/coupons}} none",
          "{{#friends}}{{name}}{{/friends}}Bye {{nick}}",
          "Hello {{name",
          "{{#items}}{{title}}",
          "Oops{{/items}}");

  public static void main(String[] args) {
    var teapot = Map.of("n", "1", "title", "teapot", "note", "gift");
    var cup = Map.of("n", "2", "title", "cup");
    Data data =
        new Data(
            Map.of("name", "Mina", "order", "1042", "total", "42", "coin", "EUR"),
            Map.of("items", List.of(teapot, cup), "coupons", List.of()));

    for (String source : TEMPLATES) {
      try {
        Set<String> missing = new TreeSet<>();
        System.out.println(new TemplateParser(source).parse("").render(data, missing));
        if (!missing.isEmpty()) {
          System.out.println("  missing: " + String.join(" ", missing));
        }
      } catch (IllegalArgumentException e) {
        System.out.println("error: " + e.getMessage());
      }
    }
  }
}

record Data(Map<String, String> values, Map<String, List<Map<String, String>>> lists) {
  Data with(Map<String, String> item) {
    Map<String, String> merged = new HashMap<>(values);
    merged.putAll(item);
    return new Data(merged, lists);
  }
}

interface Node {
  String render(Data data, Set<String> missing);
}

class TemplateParser {
  private final String source;
  private int pos = 0;

  TemplateParser(String source) {
    this.source = source;
  }

  Node parse(String section) {
    List<Node> nodes = new ArrayList<>();
    for (int open; (open = source.indexOf("{{", pos)) >= 0; ) {
      String text = source.substring(pos, open);
      nodes.add((data, missing) -> text);
      int close = source.indexOf("}}", open);
      if (close < 0) {
        throw new IllegalArgumentException("tag is never closed: " + source.substring(open));
      }
      String tag = source.substring(open + 2, close);
      pos = close + 2;
      if (tag.startsWith("#")) {
        nodes.add(section(tag.substring(1), parse(tag.substring(1))));
      } else if (!tag.startsWith("/")) {
        nodes.add(variable(tag));
      } else if (!section.isEmpty() && tag.substring(1).equals(section)) {
        return sequence(nodes);
      } else {
        throw new IllegalArgumentException("unexpected closing tag: {{" + tag + "}}");
      }
    }
    if (!section.isEmpty()) {
      throw new IllegalArgumentException("section is never closed: " + section);
    }
    String tail = source.substring(pos);
    nodes.add((data, missing) -> tail);
    return sequence(nodes);
  }

  private static Node variable(String name) {
    return (data, missing) -> {
      if (data.values().containsKey(name)) {
        return data.values().get(name);
      }
      missing.add(name);
      return "{{" + name + "}}";
    };
  }

  private static Node section(String name, Node body) {
    return (data, missing) -> {
      if (!data.lists().containsKey(name)) {
        missing.add(name);
        return "";
      }
      return data.lists().get(name).stream()
          .map(item -> body.render(data.with(item), missing))
          .collect(Collectors.joining());
    };
  }

  private static Node sequence(List<Node> nodes) {
    return (data, missing) ->
        nodes.stream().map(node -> node.render(data, missing)).collect(Collectors.joining());
  }
}
