import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

class Main {
  private static final String[] INPUTS = {
    "1 + 2 * 3",
    "(1 + 2) * -3",
    "-(10 - 3) / 2",
    "100 / 7 / 2",
    "12 * (3 + 4",
    "7 + * 3",
    "3 4",
    "6 % 4",
    "5 / (2 - 2)"
  };

  public static void main(String[] args) {
    for (String input : INPUTS) {
      try {
        System.out.println(input + " = " + new Parser(input).parse());
      } catch (ParseException e) {
        System.out.println(input + " -> error: " + e.getMessage());
      }
    }
  }
}

class ParseException extends Exception {
  ParseException(String format, Object... args) {
    super(String.format(format, args));
  }
}

class Parser {
  private static final Pattern LEXEME = Pattern.compile("\\d+|[-+*/()]|(\\S)");

  private final List<MatchResult> tokens;
  private int cursor = 0;

  Parser(String source) throws ParseException {
    tokens = LEXEME.matcher(source).results().toList();
    for (MatchResult token : tokens) {
      if (token.group(1) != null) {
        throw new ParseException("bad character '%s' at %d", token.group(), token.start());
      }
    }
  }

  long parse() throws ParseException {
    long value = sum();
    if (cursor < tokens.size()) {
      throw unexpected();
    }
    return value;
  }

  private long sum() throws ParseException {
    long value = product();
    while (true) {
      if (accept("+")) {
        value += product();
      } else if (accept("-")) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  private long product() throws ParseException {
    long value = unary();
    while (true) {
      if (accept("*")) {
        value *= unary();
      } else if (accept("/")) {
        long divisor = unary();
        if (divisor == 0) {
          throw new ParseException("division by zero");
        }
        value /= divisor;
      } else {
        return value;
      }
    }
  }

  private long unary() throws ParseException {
    if (accept("-")) {
      return -unary();
    }
    if (accept("(")) {
      long value = sum();
      if (!accept(")")) {
        throw unexpected();
      }
      return value;
    }
    if (cursor == tokens.size() || !Character.isDigit(tokens.get(cursor).group().charAt(0))) {
      throw unexpected();
    }
    return Long.parseLong(tokens.get(cursor++).group());
  }

  private boolean accept(String symbol) {
    if (cursor == tokens.size() || !tokens.get(cursor).group().equals(symbol)) {
      return false;
    }
    cursor++;
    return true;
  }

  private ParseException unexpected() {
    if (cursor == tokens.size()) {
      return new ParseException("unexpected end of input");
    }
    MatchResult next = tokens.get(cursor);
    return new ParseException("unexpected '%s' at %d", next.group(), next.start());
  }
}
