import java.util.LinkedList;
import java.util.List;

class Main {
  sealed interface Edit permits Replace, Delete, Insert {}

  record Replace(int position, char from, char to) implements Edit {
    @Override
    public String toString() {
      return "replace '%c' at %d with '%c'".formatted(from, position, to);
    }
  }

  record Delete(int position, char removed) implements Edit {
    @Override
    public String toString() {
      return "delete '%c' at %d".formatted(removed, position);
    }
  }

  record Insert(int position, char added) implements Edit {
    @Override
    public String toString() {
      return "insert '%c' at %d".formatted(added, position);
    }
  }

  static int[][] costs(String source, String target) {
    int[][] cost = new int[source.length() + 1][target.length() + 1];
    for (int i = 0; i <= source.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= target.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= source.length(); i++) {
      for (int j = 1; j <= target.length(); j++) {
        if (source.charAt(i - 1) == target.charAt(j - 1)) {
          cost[i][j] = cost[i - 1][j - 1];
        } else {
          int cheapest = Math.min(cost[i - 1][j], cost[i][j - 1]);
          cost[i][j] = 1 + Math.min(cheapest, cost[i - 1][j - 1]);
        }
      }
    }
    return cost;
  }

  static List<Edit> script(String source, String target, int[][] cost) {
    LinkedList<Edit> edits = new LinkedList<>();
    int i = source.length();
    int j = target.length();
    while (i > 0 || j > 0) {
      if (i > 0 && j > 0 && source.charAt(i - 1) == target.charAt(j - 1)) {
        i--;
        j--;
      } else if (i > 0 && j > 0 && cost[i][j] == cost[i - 1][j - 1] + 1) {
        i--;
        j--;
        edits.addFirst(new Replace(i, source.charAt(i), target.charAt(j)));
      } else if (i > 0 && cost[i][j] == cost[i - 1][j] + 1) {
        i--;
        edits.addFirst(new Delete(i, source.charAt(i)));
      } else {
        j--;
        edits.addFirst(new Insert(i, target.charAt(j)));
      }
    }
    return edits;
  }

  public static void main(String[] args) {
    String[][] pairs = {
      {"kitten", "sitting"}, {"flaw", "lawn"}, {"sunday", "saturday"}, {"same", "same"},
    };
    for (String[] pair : pairs) {
      String source = pair[0];
      String target = pair[1];
      int[][] cost = costs(source, target);
      System.out.printf("%s -> %s: %d%n", source, target, cost[source.length()][target.length()]);
      for (Edit edit : script(source, target, cost)) {
        System.out.println("  " + edit);
      }
    }
  }
}
