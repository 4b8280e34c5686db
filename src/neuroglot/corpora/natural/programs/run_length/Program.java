import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class Main {
  public static void main(String[] args) {
    List<String> samples =
        List.of(
            "WWWWWWWWWWWWBWWWWBBB", "abcdef", "", "..##....##..", "     indented", "go  to room 7");
    int before = 0;
    int after = 0;
    for (String sample : samples) {
      String result;
      try {
        String code = RunLength.encode(sample);
        String verdict = RunLength.decode(code).equals(sample) ? "ok" : "BROKEN";
        result =
            String.format("\"%s\" (%d to %d) %s", code, sample.length(), code.length(), verdict);
        before += sample.length();
        after += code.length();
      } catch (IllegalArgumentException e) {
        result = "error: " + e.getMessage();
      }
      System.out.println('"' + sample + "\" -> " + result);
    }

    for (String code : List.of("3x2y", "10-", "2a0b", "4k12")) {
      String result;
      try {
        result = RunLength.decode(code);
      } catch (IllegalArgumentException e) {
        result = "error: " + e.getMessage();
      }
      System.out.println(code + " => " + result);
    }
    System.out.printf("saved %d of %d characters%n", before - after, before);
  }
}

/** Runs are written as a count and the repeated character; single characters stand alone. */
final class RunLength {
  private static final Pattern RUN = Pattern.compile("(.)\\1*", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("(\\d*)(\\D?)", Pattern.DOTALL);

  private RunLength() {}

  static String encode(String text) {
    return RUN.matcher(text)
        .replaceAll(
            run -> {
              String symbol = run.group(1);
              if (Character.isDigit(symbol.charAt(0))) {
                throw new IllegalArgumentException("cannot encode the digit " + symbol);
              }
              int length = run.group().length();
              return Matcher.quoteReplacement(length == 1 ? symbol : length + symbol);
            });
  }

  static String decode(String code) {
    StringBuilder text = new StringBuilder();
    Matcher m = CODE.matcher(code);
    while (m.find() && !m.group().isEmpty()) {
      String count = m.group(1);
      String symbol = m.group(2);
      if (symbol.isEmpty()) {
        throw new IllegalArgumentException("count " + count + " has no symbol");
      }
      int length = count.isEmpty() ? 1 : Integer.parseInt(count);
      if (length == 0) {
        throw new IllegalArgumentException("a run of length zero");
      }
      text.append(symbol.repeat(length));
    }
    return text.toString();
  }
}
