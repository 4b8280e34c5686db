import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

class Main {
  private static final int TOP = 10;
  private static final Pattern WORD = Pattern.compile("[a-z']+");

  private static final String STORY =
      """
      The river didn't hurry. It took the long way round the hill, past the mill and the old
      stone bridge, as if the sea could wait. Children on the bridge dropped sticks into the
      river and ran to the other side; the sticks didn't hurry either. "It's only a river," said
      the miller, but he said it the way people say it's only a king.
      """;

  public static void main(String[] args) {
    List<String> words =
        WORD.matcher(STORY.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
    Map<String, Long> counts =
        words.stream()
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));

    System.out.printf("words: %d, distinct: %d%n", words.size(), counts.size());
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(TOP)
        .forEach(entry -> printBar(entry.getKey(), entry.getValue().intValue()));

    long usedOnce = counts.values().stream().filter(count -> count == 1).count();
    System.out.println("used once: " + usedOnce);
    System.out.println("longest: " + longest(counts.keySet()));
  }

  private static void printBar(String word, int count) {
    System.out.printf("%-8s%3d %s%n", word, count, "*".repeat(count));
  }

  private static String longest(Iterable<String> words) {
    String best = "";
    for (String word : words) {
      if (word.length() > best.length()) {
        best = word;
      }
    }
    return best;
  }
}
