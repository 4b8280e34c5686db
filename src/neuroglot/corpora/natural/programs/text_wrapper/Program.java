import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

class Main {
  private static final String PARAGRAPH =
      """
      A lighthouse keeper wrote down the weather   every evening for
      thirty years, and nobody read a word of it until the harbour flooded.
      """;

  public static void main(String[] args) {
    show(Alignment.LEFT, 34);
    show(Alignment.RIGHT, 36);
    show(Alignment.CENTRE, 40);
    show(Alignment.LEFT, 8);
  }

  private static void show(Alignment alignment, int width) {
    System.out.printf("%s, %d columns%n", alignment.name().toLowerCase(Locale.ROOT), width);
    List<String> lines;
    try {
      lines = wrap(PARAGRAPH, width);
    } catch (IllegalArgumentException e) {
      System.out.println("error: " + e.getMessage());
      return;
    }
    lines.forEach(line -> System.out.println("|" + alignment.apply(line, width) + "|"));
    int unused = lines.stream().mapToInt(line -> width - line.length()).sum();
    System.out.println("unused: " + unused);
  }

  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (word.length() > width) {
        throw new IllegalArgumentException(
            String.format("'%s' is wider than %d columns", word, width));
      }
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}

enum Alignment {
  LEFT {
    @Override
    int leading(int gap) {
      return 0;
    }
  },
  RIGHT {
    @Override
    int leading(int gap) {
      return gap;
    }
  },
  CENTRE {
    @Override
    int leading(int gap) {
      return gap / 2;
    }
  };

  /** How many of the gap's spaces go before the text. */
  abstract int leading(int gap);

  String apply(String line, int width) {
    int gap = width - line.length();
    int before = leading(gap);
    return " ".repeat(before) + line + " ".repeat(gap - before);
  }
}
