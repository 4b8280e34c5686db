import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

class Main {
  private record Cable(String from, String to) {}

  public static void main(String[] args) {
    List<String> hosts = List.of("ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis");
    List<Cable> cables =
        List.of(
            new Cable("ant", "bee"),
            new Cable("cat", "dog"),
            new Cable("bee", "cat"),
            new Cable("dog", "ant"),
            new Cable("elk", "fox"),
            new Cable("hen", "gnu"),
            new Cable("fox", "hen"),
            new Cable("gnu", "elk"),
            new Cable("hen", "ibis"));

    UnionFind<String> network = new UnionFind<>(hosts);
    for (Cable cable : cables) {
      boolean merged = network.union(cable.from(), cable.to());
      System.out.println(cable.from() + "-" + cable.to() + (merged ? "" : " is redundant"));
    }

    Collection<TreeSet<String>> components = network.components();
    System.out.println(components.size() + " components");
    components.forEach(
        members -> System.out.println("  " + members.size() + ": " + String.join(" ", members)));

    printRelation(network, "ant", "dog");
    printRelation(network, "bee", "ibis");
  }

  private static void printRelation(UnionFind<String> network, String a, String b) {
    boolean connected = network.find(a).equals(network.find(b));
    System.out.printf("%s and %s: %s%n", a, b, connected ? "connected" : "separate");
  }
}

class UnionFind<T extends Comparable<T>> {
  private final Map<T, T> parents = new HashMap<>();
  private final Map<T, Integer> ranks = new HashMap<>();

  UnionFind(Collection<T> elements) {
    for (T element : elements) {
      parents.put(element, element);
      ranks.put(element, 0);
    }
  }

  T find(T element) {
    T parent = parents.get(element);
    if (parent == null) {
      throw new IllegalArgumentException("unknown element: " + element);
    }
    if (parent.equals(element)) {
      return element;
    }
    T root = find(parent);
    parents.put(element, root); // path compression
    return root;
  }

  boolean union(T a, T b) {
    T rootA = find(a);
    T rootB = find(b);
    if (rootA.equals(rootB)) {
      return false;
    }
    int order = ranks.get(rootA).compareTo(ranks.get(rootB));
    if (order < 0) {
      parents.put(rootA, rootB);
    } else {
      parents.put(rootB, rootA);
      if (order == 0) {
        ranks.merge(rootA, 1, Integer::sum);
      }
    }
    return true;
  }

  /** The components, ordered by their smallest elements. */
  Collection<TreeSet<T>> components() {
    Map<T, TreeSet<T>> byRoot = new HashMap<>();
    for (T element : parents.keySet()) {
      byRoot.computeIfAbsent(find(element), root -> new TreeSet<>()).add(element);
    }
    Map<T, TreeSet<T>> byFirst = new TreeMap<>();
    byRoot.values().forEach(members -> byFirst.put(members.first(), members));
    return byFirst.values();
  }
}
