import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

class Main {
  public static void main(String[] args) {
    Trie trie = new Trie();
    Stream.of("tea", "ten", "team", "to", "inn", "in", "tent", "teapot", "ten", "into", "tear")
        .filter(word -> !trie.insert(word))
        .forEach(word -> System.out.println(word + " is already there"));
    System.out.printf("%d words, %d nodes%n", trie.wordCount(), trie.nodeCount());

    for (String word : List.of("team", "te", "in", "tents")) {
      System.out.printf(
          "%s: word %s, prefix %s%n",
          word, yesNo(trie.contains(word)), yesNo(trie.startsWith(word)));
    }

    for (String prefix : List.of("tea", "in", "x")) {
      show(prefix, trie.complete(prefix));
    }
    show("first 4 of te", trie.complete("te").stream().limit(4).toList());
  }

  private static String yesNo(boolean condition) {
    return condition ? "yes" : "no";
  }

  private static void show(String label, List<String> words) {
    System.out.println(label + " -> " + (words.isEmpty() ? "nothing" : String.join(" ", words)));
  }
}

class Trie {
  private static final class Node {
    final SortedMap<Character, Node> children = new TreeMap<>();
    boolean terminal;
  }

  private final Node root = new Node();
  private int wordCount;
  private int nodeCount;

  boolean insert(String word) {
    Node node = root;
    for (char letter : word.toCharArray()) {
      node =
          node.children.computeIfAbsent(
              letter,
              key -> {
                nodeCount++;
                return new Node();
              });
    }
    if (node.terminal) {
      return false;
    }
    node.terminal = true;
    wordCount++;
    return true;
  }

  boolean contains(String word) {
    return find(word).filter(node -> node.terminal).isPresent();
  }

  boolean startsWith(String prefix) {
    return find(prefix).isPresent();
  }

  /** All words with the given prefix, in alphabetical order. */
  List<String> complete(String prefix) {
    List<String> words = new ArrayList<>();
    find(prefix).ifPresent(node -> collect(node, prefix, words));
    return words;
  }

  int wordCount() {
    return wordCount;
  }

  int nodeCount() {
    return nodeCount;
  }

  private Optional<Node> find(String path) {
    Node node = root;
    for (int i = 0; i < path.length() && node != null; i++) {
      node = node.children.get(path.charAt(i));
    }
    return Optional.ofNullable(node);
  }

  private static void collect(Node node, String word, List<String> words) {
    if (node.terminal) {
      words.add(word);
    }
    node.children.forEach((letter, child) -> collect(child, word + letter, words));
  }
}
