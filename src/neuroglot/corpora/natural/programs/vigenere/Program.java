import java.util.List;
import java.util.function.IntBinaryOperator;

class Main {
  private record Message(String key, String text) {}

  public static void main(String[] args) {
    List<Message> messages =
        List.of(
            new Message("Lemon", "Attack at dawn!"),
            new Message("KEY", "Don't panic: it's only 42 degrees, Celsius."),
            new Message("zebra", "The QUICK brown fox (jumps) over the lazy dog."),
            new Message("a", "Nothing changes here."),
            new Message("", "No key"),
            new Message("R2D2", "Beep"));

    for (Message message : messages) {
      try {
        Vigenere cipher = new Vigenere(message.key());
        String secret = cipher.encrypt(message.text());
        String back = cipher.decrypt(secret);
        System.out.println(message.key() + ": " + secret);
        System.out.printf("  %s [%s]%n", back, back.equals(message.text()) ? "ok" : "mismatch");
      } catch (IllegalArgumentException e) {
        System.out.printf("bad key \"%s\": %s%n", message.key(), e.getMessage());
      }
    }
  }
}

final class Vigenere {
  private static final int LETTERS = 26;

  private final int[] shifts;

  Vigenere(String key) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("the key is empty");
    }
    shifts = key.chars().map(Vigenere::shiftOf).toArray();
  }

  private static int shiftOf(int keyChar) {
    if (!isLetter(keyChar)) {
      throw new IllegalArgumentException("the key contains '" + (char) keyChar + "'");
    }
    return Character.toLowerCase(keyChar) - 'a';
  }

  // Character.isLetter would also accept letters the cipher has no place for.
  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  String encrypt(String text) {
    return translate(text, Integer::sum);
  }

  String decrypt(String text) {
    return translate(text, (letter, shift) -> letter - shift);
  }

  private String translate(String text, IntBinaryOperator move) {
    StringBuilder out = new StringBuilder(text);
    int keyIndex = 0;
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (isLetter(c)) {
        char first = Character.isUpperCase(c) ? 'A' : 'a';
        int moved = move.applyAsInt(c - first, shifts[keyIndex]);
        out.setCharAt(i, (char) (first + Math.floorMod(moved, LETTERS)));
        keyIndex = (keyIndex + 1) % shifts.length;
      }
    }
    return out.toString();
  }
}
