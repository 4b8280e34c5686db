import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

class Main {
  public static void main(String[] args) {
    var stops = SinglyLinkedList.of("Harbour", "Market", "Museum", "Park", "Station");
    System.out.println("outbound: " + stops);
    stops.reverse();
    System.out.println("inbound:  " + stops);

    for (String name : new String[] {"Museum", "Station", "Harbour", "Airport"}) {
      System.out.println("close " + name + ": " + (stops.remove(name) ? "done" : "no such stop"));
    }
    System.out.println("open:     " + stops);
    stops.append("Castle");
    stops.append("Zoo");
    System.out.println("extended: " + stops);

    int position = 1;
    for (String stop : stops) {
      System.out.println(position++ + ". " + stop);
    }
    System.out.println(stops.size() + " stops");
  }
}

final class SinglyLinkedList<E> implements Iterable<E> {
  private static final class Node<E> {
    final E value;
    Node<E> next;

    Node(E value, Node<E> next) {
      this.value = value;
      this.next = next;
    }
  }

  // A sentinel in front of the first element spares the empty-list cases.
  private final Node<E> sentinel = new Node<>(null, null);
  private Node<E> last = sentinel;
  private int size;

  @SafeVarargs
  static <E> SinglyLinkedList<E> of(E... values) {
    SinglyLinkedList<E> list = new SinglyLinkedList<>();
    for (E value : values) {
      list.append(value);
    }
    return list;
  }

  void append(E value) {
    last.next = new Node<>(value, null);
    last = last.next;
    size++;
  }

  boolean remove(E value) {
    for (Node<E> node = sentinel; node.next != null; node = node.next) {
      if (Objects.equals(node.next.value, value)) {
        if (node.next == last) {
          last = node;
        }
        node.next = node.next.next;
        size--;
        return true;
      }
    }
    return false;
  }

  void reverse() {
    Node<E> reversed = null;
    Node<E> node = sentinel.next;
    last = node == null ? sentinel : node;
    while (node != null) {
      Node<E> next = node.next;
      node.next = reversed;
      reversed = node;
      node = next;
    }
    sentinel.next = reversed;
  }

  int size() {
    return size;
  }

  @Override
  public Iterator<E> iterator() {
    return new Iterator<>() {
      private Node<E> current = sentinel;

      @Override
      public boolean hasNext() {
        return current.next != null;
      }

      @Override
      public E next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        current = current.next;
        return current.value;
      }
    };
  }

  @Override
  public String toString() {
    StringBuilder path = new StringBuilder();
    forEach(value -> path.append(value).append(" -> "));
    return path.append("end").toString();
  }
}
