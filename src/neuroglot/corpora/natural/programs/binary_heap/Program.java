import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;

class Main {
  private static final MinHeap<Job> queue =
      new MinHeap<>(Comparator.comparingInt(Job::priority).thenComparingInt(Job::ticket));
  private static int nextTicket = 1;

  public static void main(String[] args) {
    submit("backup", 5);
    submit("resize-images", 2);
    submit("send-mail", 3);
    submit("restart-db", 1);
    submit("build-index", 3);
    System.out.println(queue.size() + " jobs, next is " + queue.peek());
    System.out.println("run " + queue.poll());
    System.out.println("run " + queue.poll());

    submit("hotfix", 1);
    submit("rotate-logs", 4);
    submit("thumbnails", 3);
    System.out.println(queue.size() + " jobs, next is " + queue.peek());
    while (queue.size() > 0) {
      System.out.println("run " + queue.poll());
    }

    try {
      queue.poll();
    } catch (NoSuchElementException e) {
      System.out.println("error: " + e.getMessage());
    }
  }

  private static void submit(String name, int priority) {
    queue.add(new Job(name, priority, nextTicket++));
  }
}

record Job(String name, int priority, int ticket) {
  @Override
  public String toString() {
    return "%s (priority %d)".formatted(name, priority);
  }
}

class MinHeap<E> {
  private final List<E> items = new ArrayList<>();
  private final Comparator<? super E> comparator;

  MinHeap(Comparator<? super E> comparator) {
    this.comparator = comparator;
  }

  int size() {
    return items.size();
  }

  E peek() {
    if (items.isEmpty()) {
      throw new NoSuchElementException("heap is empty");
    }
    return items.get(0);
  }

  void add(E item) {
    items.add(item);
    int child = items.size() - 1;
    while (child > 0 && less(child, (child - 1) / 2)) {
      int parent = (child - 1) / 2;
      Collections.swap(items, child, parent);
      child = parent;
    }
  }

  E poll() {
    E smallest = peek();
    E last = items.remove(items.size() - 1);
    if (!items.isEmpty()) {
      items.set(0, last);
      siftDown(0);
    }
    return smallest;
  }

  private void siftDown(int parent) {
    int smallest = parent;
    for (int child = 2 * parent + 1; child <= 2 * parent + 2; child++) {
      if (child < items.size() && less(child, smallest)) {
        smallest = child;
      }
    }
    if (smallest != parent) {
      Collections.swap(items, parent, smallest);
      siftDown(smallest);
    }
  }

  private boolean less(int i, int j) {
    return comparator.compare(items.get(i), items.get(j)) < 0;
  }
}
