import java.util.function.Consumer;

class Main {
  private static class SearchTree<T extends Comparable<T>> {
    private static class Node<T> {
      T value;
      Node<T> left;
      Node<T> right;

      Node(T value) {
        this.value = value;
      }
    }

    private Node<T> root;
    private int size;

    boolean add(T value) {
      int before = size;
      root = add(root, value);
      return size > before;
    }

    private Node<T> add(Node<T> node, T value) {
      if (node == null) {
        size++;
        return new Node<>(value);
      }
      int order = value.compareTo(node.value);
      if (order < 0) {
        node.left = add(node.left, value);
      } else if (order > 0) {
        node.right = add(node.right, value);
      }
      return node;
    }

    boolean remove(T value) {
      int before = size;
      root = remove(root, value);
      return size < before;
    }

    private Node<T> remove(Node<T> node, T value) {
      if (node == null) {
        return null;
      }
      int order = value.compareTo(node.value);
      if (order < 0) {
        node.left = remove(node.left, value);
      } else if (order > 0) {
        node.right = remove(node.right, value);
      } else if (node.left == null || node.right == null) {
        size--;
        return node.left == null ? node.right : node.left;
      } else {
        Node<T> successor = node.right;
        while (successor.left != null) {
          successor = successor.left;
        }
        node.value = successor.value;
        node.right = remove(node.right, successor.value);
      }
      return node;
    }

    boolean contains(T value) {
      Node<T> node = root;
      while (node != null && !node.value.equals(value)) {
        node = value.compareTo(node.value) < 0 ? node.left : node.right;
      }
      return node != null;
    }

    private static int height(Node<?> node) {
      return node == null ? 0 : 1 + Math.max(height(node.left), height(node.right));
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      forEachInOrder(root, value -> text.append(value).append(' '));
      return text + "(size %d, height %d)".formatted(size, height(root));
    }

    private static <T> void forEachInOrder(Node<T> node, Consumer<? super T> action) {
      if (node != null) {
        forEachInOrder(node.left, action);
        action.accept(node.value);
        forEachInOrder(node.right, action);
      }
    }
  }

  public static void main(String[] args) {
    SearchTree<Integer> tree = new SearchTree<>();
    for (int value : new int[] {50, 30, 70, 20, 40, 60, 80, 65, 40}) {
      if (!tree.add(value)) {
        System.out.println("duplicate " + value);
      }
    }
    System.out.println("  " + tree);

    for (int value : new int[] {20, 30, 99, 50}) {
      System.out.println("delete " + value + (tree.remove(value) ? "" : ": not found"));
      System.out.println("  " + tree);
    }
    for (int value : new int[] {50, 65}) {
      System.out.println("contains " + value + ": " + (tree.contains(value) ? "yes" : "no"));
    }
  }
}
