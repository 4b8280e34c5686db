import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

class Main {
  public static void main(String[] args) {
    List<String> evicted = new ArrayList<>();
    LruCache<String, Integer> pages =
        new LruCache<>(
            3,
            (page, size) -> {
              System.out.printf("evict %s (%d KB)%n", page, size);
              evicted.add(page);
            });

    pages.put("home", 12);
    pages.put("news", 40);
    pages.put("cart", 7);
    lookup(pages, "home");
    pages.put("help", 21);
    lookup(pages, "news");
    pages.put("cart", 9);
    pages.put("blog", 33);
    lookup(pages, "cart");
    lookup(pages, "home");
    pages.put("news", 41);

    System.out.println("most recent first:");
    for (Map.Entry<String, Integer> entry : pages.mostRecentFirst()) {
      System.out.println("  " + entry.getKey() + " = " + entry.getValue());
    }
    System.out.printf("hits %d, misses %d%n", pages.hits(), pages.misses());
    System.out.println("eviction order: " + String.join(" ", evicted));
  }

  private static void lookup(LruCache<String, Integer> pages, String page) {
    String result = pages.get(page).map(size -> size + " KB").orElse("miss");
    System.out.println("get " + page + ": " + result);
  }
}

class LruCache<K, V> {
  private final Map<K, V> entries;
  private int hits;
  private int misses;

  LruCache(int capacity, BiConsumer<? super K, ? super V> onEvict) {
    // The third argument switches the map from insertion order to access order.
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            if (size() <= capacity) {
              return false;
            }
            onEvict.accept(eldest.getKey(), eldest.getValue());
            return true;
          }
        };
  }

  Optional<V> get(K key) {
    V value = entries.get(key);
    if (value == null) {
      misses++;
    } else {
      hits++;
    }
    return Optional.ofNullable(value);
  }

  void put(K key, V value) {
    entries.put(key, value);
  }

  List<Map.Entry<K, V>> mostRecentFirst() {
    List<Map.Entry<K, V>> snapshot = new ArrayList<>(entries.entrySet());
    Collections.reverse(snapshot);
    return snapshot;
  }

  int hits() {
    return hits;
  }

  int misses() {
    return misses;
  }
}
