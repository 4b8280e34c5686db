import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class Main {
  public static void main(String[] args) {
    Warehouse warehouse = new Warehouse();
    warehouse.stock(new Item("bolt", 120, 50));
    warehouse.stock(new Item("hinge", 14, 20));
    warehouse.stock(new Item("bracket", 40, 25));
    warehouse.stock(new Item("screw", 300, 100));
    warehouse.stock(new Item("washer", 60, 60));

    process(warehouse, new Order(101).line("bolt", 80).line("bracket", 10));
    process(warehouse, new Order(102).line("screw", 250).line("hinge", 20));
    process(warehouse, new Order(103).line("nail", 5));
    process(warehouse, new Order(104).line("bracket", 20).line("screw", 150));
    System.out.println("restock: hinge now " + warehouse.restock("hinge", 10));
    process(warehouse, new Order(105).line("hinge", 20).line("washer", 5));
    System.out.println("restock: bolt now " + warehouse.restock("bolt", 5));

    System.out.println("low stock:");
    for (Item item : warehouse.lowStock()) {
      System.out.printf(
          "  %-8s %3d of %d, short %d%n",
          item.name(), item.quantity(), item.minimum(), item.shortage());
    }
  }

  private static void process(Warehouse warehouse, Order order) {
    try {
      int units = warehouse.ship(order);
      System.out.printf("order %d: shipped %d units%n", order.id, units);
    } catch (OrderRejectedException e) {
      System.out.printf("order %d: rejected, %s%n", order.id, e.getMessage());
    }
  }
}

record Item(String name, int quantity, int minimum) {
  Item plus(int change) {
    return new Item(name, quantity + change, minimum);
  }

  int shortage() {
    return minimum - quantity;
  }
}

class Order {
  final int id;
  final Map<String, Integer> lines = new LinkedHashMap<>();

  Order(int id) {
    this.id = id;
  }

  Order line(String item, int quantity) {
    lines.merge(item, quantity, Integer::sum);
    return this;
  }
}

class OrderRejectedException extends Exception {
  OrderRejectedException(String reason) {
    super(reason);
  }
}

class Warehouse {
  private final Map<String, Item> items = new TreeMap<>();

  void stock(Item item) {
    items.put(item.name(), item);
  }

  int restock(String name, int quantity) {
    return items.computeIfPresent(name, (key, item) -> item.plus(quantity)).quantity();
  }

  int ship(Order order) throws OrderRejectedException {
    for (Map.Entry<String, Integer> line : order.lines.entrySet()) {
      Item item = items.get(line.getKey());
      if (item == null) {
        throw new OrderRejectedException("no such item " + line.getKey());
      }
      if (item.quantity() < line.getValue()) {
        throw new OrderRejectedException(
            "%s has %d but %d wanted".formatted(item.name(), item.quantity(), line.getValue()));
      }
    }
    order.lines.forEach((name, wanted) -> restock(name, -wanted));
    return order.lines.values().stream().mapToInt(Integer::intValue).sum();
  }

  List<Item> lowStock() {
    return items.values().stream()
        .filter(item -> item.shortage() > 0)
        .sorted(Comparator.comparingInt(Item::shortage).reversed().thenComparing(Item::name))
        .toList();
  }
}
