import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

class Main {
  enum State {
    IDLE,
    PAYING,
    EMPTY
  }

  record Product(String name, int price) {}

  static class VendingMachine {
    private final Map<String, Product> shelf;
    private final TreeMap<Integer, Integer> coinBox = new TreeMap<>(Collections.reverseOrder());
    private final Map<Integer, Integer> inserted = new HashMap<>();
    private State state = State.IDLE;

    VendingMachine(Map<String, Product> products, Map<Integer, Integer> coins) {
      shelf = new HashMap<>(products);
      coinBox.putAll(coins);
    }

    String insert(int coin) {
      if (state == State.EMPTY) {
        return "machine is empty";
      }
      if (!coinBox.containsKey(coin)) {
        return "coin not accepted";
      }
      inserted.merge(coin, 1, Integer::sum);
      state = State.PAYING;
      return "credit " + credit();
    }

    String select(String code) {
      return switch (state) {
        case IDLE -> "insert coins first";
        case EMPTY -> "machine is empty";
        case PAYING -> buy(code);
      };
    }

    String cancel() {
      int refund = credit();
      finish();
      return "returned " + refund;
    }

    private String buy(String code) {
      Product product = shelf.get(code);
      if (product == null) {
        return code + " sold out";
      }
      int surplus = credit() - product.price();
      if (surplus < 0) {
        return -surplus + " more needed";
      }
      Map<Integer, Integer> box = new TreeMap<>(coinBox);
      inserted.forEach((coin, count) -> box.merge(coin, count, Integer::sum));
      if (!payOut(box, surplus)) {
        return "no change available";
      }
      coinBox.putAll(box);
      shelf.remove(code);
      finish();
      return product.name() + ", change " + surplus;
    }

    /** Takes the largest coins first; reports whether the exact amount could be paid. */
    private static boolean payOut(Map<Integer, Integer> box, int amount) {
      for (var entry : box.entrySet()) {
        int used = Math.min(entry.getValue(), amount / entry.getKey());
        entry.setValue(entry.getValue() - used);
        amount -= used * entry.getKey();
      }
      return amount == 0;
    }

    private int credit() {
      return inserted.entrySet().stream().mapToInt(e -> e.getKey() * e.getValue()).sum();
    }

    private void finish() {
      inserted.clear();
      state = shelf.isEmpty() ? State.EMPTY : State.IDLE;
    }
  }

  public static void main(String[] args) {
    var machine =
        new VendingMachine(
            Map.of(
                "A1", new Product("Crisps", 85),
                "B2", new Product("Water", 60),
                "C3", new Product("Gum", 35)),
            Map.of(100, 0, 50, 1, 20, 1, 10, 1, 5, 0));

    String script =
        "select B2,insert 3,insert 50,select B2,insert 20,select B2,insert 100,select A1,cancel,"
            + "insert 50,insert 20,insert 10,insert 5,select A1,insert 50,select A1,select C3,"
            + "insert 20";
    for (String command : script.split(",")) {
      String[] words = command.split(" ");
      String reply =
          switch (words[0]) {
            case "insert" -> machine.insert(Integer.parseInt(words[1]));
            case "select" -> machine.select(words[1]);
            default -> machine.cancel();
          };
      System.out.println(command + ": " + reply);
    }

    StringBuilder summary = new StringBuilder("coin box:");
    machine.coinBox.forEach((coin, count) -> summary.append(" " + coin + "x" + count));
    System.out.println(summary);
  }
}
