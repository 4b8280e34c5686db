import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class Main {
  private static final int WINDOW = 4;

  public static void main(String[] args) {
    IntRingBuffer window = new IntRingBuffer(WINDOW);
    for (int reading : new int[] {21, 24, 22, 30, 35, 28, 19, 17}) {
      record(window, reading);
    }

    System.out.println("take " + window.remove());
    System.out.println("take " + window.remove());
    record(window, 40);

    try {
      while (true) {
        System.out.println("take " + window.remove());
      }
    } catch (NoSuchElementException e) {
      System.out.println("error: " + e.getMessage());
    }
  }

  private static void record(IntRingBuffer window, int reading) {
    OptionalInt overwritten = window.offer(reading);
    String event = overwritten.isPresent() ? "replaces " + overwritten.getAsInt() : "added";
    System.out.printf("%d %s: %s average %s%n", reading, event, window, average(window));
  }

  /** Integer arithmetic throughout: the mean in tenths, rounded down. */
  private static String average(IntRingBuffer window) {
    int tenths = window.stream().sum() * 10 / window.size();
    return "%d.%d".formatted(tenths / 10, tenths % 10);
  }
}

class IntRingBuffer {
  private final int[] items;
  private int next; // where the next item goes
  private int size;

  IntRingBuffer(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("capacity must be positive: " + capacity);
    }
    items = new int[capacity];
  }

  /** Stores an item and returns the one it overwrote, if any. */
  OptionalInt offer(int item) {
    OptionalInt overwritten = OptionalInt.empty();
    if (size == items.length) {
      overwritten = OptionalInt.of(items[next]);
    } else {
      size++;
    }
    items[next] = item;
    next = (next + 1) % items.length;
    return overwritten;
  }

  int remove() {
    if (size == 0) {
      throw new NoSuchElementException("buffer is empty");
    }
    int item = items[indexOf(0)];
    size--;
    return item;
  }

  int size() {
    return size;
  }

  IntStream stream() {
    return IntStream.range(0, size).map(i -> items[indexOf(i)]);
  }

  private int indexOf(int position) {
    return Math.floorMod(next - size + position, items.length);
  }

  @Override
  public String toString() {
    return stream().mapToObj(Integer::toString).collect(Collectors.joining(" ", "[", "]"));
  }
}
