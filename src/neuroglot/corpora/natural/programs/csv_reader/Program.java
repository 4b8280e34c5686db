import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

class Main {
  private static final String ORDERS =
      """
      item,supplier,qty,cents
      "Bolt, hex",Acme,40,15
      "Washer ""large\""",Acme,120,4
      Bracket,"Smith, Jones & Co",8,275
      "Paint
      two coats",Colorworks,6,1299
      Hinge,,25,-89
      """;

  public static void main(String[] args) {
    List<String> sources = List.of(ORDERS, "a,b\n1,2\n3,4,5\n", "a,b\n1,\"two\n", "a,b\n1,\"tw\"o");
    for (String source : sources) {
      try {
        report(Table.parse(source));
      } catch (CsvException e) {
        System.out.println("error: " + e.getMessage());
      }
    }
  }

  private static void report(Table table) {
    for (List<String> row : table.rows()) {
      System.out.println(
          row.stream()
              .map(cell -> "[" + cell.replace('\n', '/') + "]")
              .collect(Collectors.joining("; ")));
    }
    List<String> header = table.rows().get(0);
    for (int i = 0; i < header.size(); i++) {
      if (table.isNumeric(i)) {
        System.out.printf("sum of %s: %d%n", header.get(i), table.sum(i));
      }
    }
  }
}

class CsvException extends Exception {
  CsvException(String place, int number, String problem) {
    super(place + " " + number + ": " + problem);
  }
}

record Table(List<List<String>> rows) {
  static Table parse(String source) throws CsvException {
    String text = source.endsWith("\n") ? source : source + "\n";
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int line = 1;
    int openQuote = 0; // line on which the quoted field began, 0 outside quotes

    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
      }
      if (openQuote > 0) {
        if (c != '"') {
          field.append(c);
        } else if (text.startsWith("\"", i + 1)) {
          field.append('"');
          i++;
        } else if (text.startsWith(",", i + 1) || text.startsWith("\n", i + 1)) {
          openQuote = 0;
        } else {
          throw new CsvException("line", openQuote, "stray quote");
        }
      } else if (c == '"' && field.length() > 0) {
        throw new CsvException("line", line, "stray quote");
      } else if (c == '"') {
        openQuote = line;
      } else if (c == ',' || c == '\n') {
        row.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else {
        field.append(c);
      }
    }
    if (openQuote > 0) {
      throw new CsvException("line", openQuote, "quote never closed");
    }
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).size() != rows.get(0).size()) {
        throw new CsvException("row", i, "wrong number of fields");
      }
    }
    return new Table(rows);
  }

  boolean isNumeric(int column) {
    return rows.stream().skip(1).allMatch(row -> row.get(column).matches("-?\\d+"));
  }

  long sum(int column) {
    return rows.stream().skip(1).mapToLong(row -> Long.parseLong(row.get(column))).sum();
  }
}
