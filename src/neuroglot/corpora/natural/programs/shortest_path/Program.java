import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

class Main {
  static class RoadMap {
    private final Map<String, Map<String, Integer>> roads = new TreeMap<>();

    RoadMap road(String a, String b, int km) {
      roads.computeIfAbsent(a, key -> new HashMap<>()).put(b, km);
      roads.computeIfAbsent(b, key -> new HashMap<>()).put(a, km);
      return this;
    }

    void close(String a, String b) {
      roads.get(a).remove(b);
      roads.get(b).remove(a);
    }

    Routes routesFrom(String source) {
      record Step(String town, int distance) {}

      Map<String, Integer> distances = new HashMap<>(Map.of(source, 0));
      Map<String, String> cameFrom = new HashMap<>();
      PriorityQueue<Step> open = new PriorityQueue<>(Comparator.comparingInt(Step::distance));
      open.add(new Step(source, 0));

      while (!open.isEmpty()) {
        Step step = open.poll();
        if (step.distance() > distances.get(step.town())) {
          continue; // a shorter way here was already expanded
        }
        roads
            .get(step.town())
            .forEach(
                (next, km) -> {
                  int total = step.distance() + km;
                  if (total < distances.getOrDefault(next, Integer.MAX_VALUE)) {
                    distances.put(next, total);
                    cameFrom.put(next, step.town());
                    open.add(new Step(next, total));
                  }
                });
      }
      return new Routes(distances, cameFrom);
    }

    void printRoutes(String source) {
      Routes routes = routesFrom(source);
      for (String town : roads.keySet()) {
        if (!town.equals(source)) {
          System.out.printf("  %-8s%s%n", town, routes.describe(town).orElse("no route"));
        }
      }
    }
  }

  record Routes(Map<String, Integer> distances, Map<String, String> cameFrom) {
    Optional<String> describe(String target) {
      if (!distances.containsKey(target)) {
        return Optional.empty();
      }
      Deque<String> path = new ArrayDeque<>();
      for (String town = target; town != null; town = cameFrom.get(town)) {
        path.addFirst(town);
      }
      return Optional.of("%3d  %s".formatted(distances.get(target), String.join(" -> ", path)));
    }
  }

  public static void main(String[] args) {
    RoadMap map =
        new RoadMap()
            .road("Aldby", "Brook", 7)
            .road("Aldby", "Crest", 3)
            .road("Crest", "Brook", 2)
            .road("Brook", "Dunes", 6)
            .road("Crest", "Eastly", 8)
            .road("Dunes", "Eastly", 1)
            .road("Dunes", "Fell", 4)
            .road("Eastly", "Fell", 6)
            .road("Harbor", "Isle", 5);

    System.out.println("from Aldby");
    map.printRoutes("Aldby");

    map.close("Crest", "Brook");
    System.out.println("with Crest-Brook closed");
    map.printRoutes("Aldby");
  }
}
