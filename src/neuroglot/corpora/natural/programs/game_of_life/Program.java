import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class Main {
  private static final int ROWS = 5;
  private static final int COLS = 8;

  record Cell(int row, int col) {
    Stream<Cell> neighbours() {
      return IntStream.range(0, 9)
          .filter(i -> i != 4) // the middle of the 3x3 block is the cell itself
          .mapToObj(i -> new Cell(wrap(row + i / 3 - 1, ROWS), wrap(col + i % 3 - 1, COLS)));
    }

    private static int wrap(int index, int size) {
      return Math.floorMod(index, size);
    }
  }

  record World(Set<Cell> alive) {
    World next() {
      return new World(allCells().filter(this::survives).collect(Collectors.toSet()));
    }

    private boolean survives(Cell cell) {
      long count = cell.neighbours().filter(alive::contains).count();
      return count == 3 || (count == 2 && alive.contains(cell));
    }

    private static Stream<Cell> allCells() {
      return IntStream.range(0, ROWS * COLS).mapToObj(i -> new Cell(i / COLS, i % COLS));
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++) {
          text.append(alive.contains(new Cell(row, col)) ? '#' : '.');
        }
        text.append('\n');
      }
      return text.toString();
    }
  }

  public static void main(String[] args) {
    World world =
        new World(
            Set.of(new Cell(2, 6), new Cell(3, 7), new Cell(4, 5), new Cell(4, 6), new Cell(4, 7)));

    for (int generation = 1; generation <= 3; generation++) {
      world = world.next();
      System.out.printf("generation %d: %d alive%n", generation, world.alive().size());
      System.out.print(world);
    }
  }
}
