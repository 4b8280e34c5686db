import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

class Main {
  record Customer(String name, int arrival, int service) {}

  record Visit(Customer customer, Counter counter, int start) {
    int waited() {
      return start - customer.arrival();
    }
  }

  static class Counter {
    private final int number;
    private int freeAt = 0;
    private int served = 0;
    private int busyMinutes = 0;

    Counter(int number) {
      this.number = number;
    }

    Visit serve(Customer customer) {
      int start = Math.max(freeAt, customer.arrival());
      freeAt = start + customer.service();
      busyMinutes += customer.service();
      served++;
      return new Visit(customer, this, start);
    }

    int freeAt() {
      return freeAt;
    }

    int number() {
      return number;
    }

    String summary(int closingTime) {
      return String.format(
          "counter %d: %d customers, busy %d%%", number, served, busyMinutes * 100 / closingTime);
    }
  }

  public static void main(String[] args) {
    List<Customer> customers =
        List.of(
            new Customer("Ana", 0, 6),
            new Customer("Ben", 1, 4),
            new Customer("Chloe", 2, 7),
            new Customer("Dev", 3, 3),
            new Customer("Elif", 5, 5),
            new Customer("Farid", 6, 8),
            new Customer("Greta", 9, 2),
            new Customer("Hugo", 20, 4));
    List<Counter> counters = List.of(new Counter(1), new Counter(2));

    PriorityQueue<Counter> nextFree =
        new PriorityQueue<>(
            Comparator.comparingInt(Counter::freeAt).thenComparingInt(Counter::number));
    nextFree.addAll(counters);

    List<Visit> visits = new ArrayList<>();
    for (Customer customer : customers) {
      // A counter must be out of the queue while its free time changes.
      Counter counter = nextFree.remove();
      visits.add(counter.serve(customer));
      nextFree.add(counter);
    }

    System.out.println("name     in  start  wait  counter");
    for (Visit v : visits) {
      System.out.printf(
          "%-7s%4d%7d%6d%9d%n",
          v.customer().name(), v.customer().arrival(), v.start(), v.waited(), v.counter().number());
    }
    double average = visits.stream().mapToInt(Visit::waited).average().orElse(0);
    Visit longest = visits.stream().max(Comparator.comparingInt(Visit::waited)).orElseThrow();
    System.out.printf("average wait: %.1f%n", average);
    System.out.printf("longest wait: %d (%s)%n", longest.waited(), longest.customer().name());

    int closingTime = counters.stream().mapToInt(Counter::freeAt).max().orElse(0);
    counters.forEach(counter -> System.out.println(counter.summary(closingTime)));
  }
}
