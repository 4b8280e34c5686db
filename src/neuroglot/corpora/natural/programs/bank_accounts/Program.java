import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class Main {
  public static void main(String[] args) {
    Bank bank = new Bank();
    bank.open("alice", 500_00);
    bank.open("bob", 120_50);
    bank.open("carol", 0);

    attempt(bank, "alice", "bob", 75_25);
    attempt(bank, "bob", "carol", 250_00);
    attempt(bank, "carol", "dave", 10_00);
    attempt(bank, "alice", "carol", 0);
    attempt(bank, "bob", "carol", 100_00);
    attempt(bank, "carol", "alice", 40_10);

    System.out.println("statement for alice");
    bank.statement("alice").forEach(System.out::println);
    System.out.println("balances");
    bank.balances()
        .forEach((owner, cents) -> System.out.printf("  %-8s %9s%n", owner, Money.format(cents)));
  }

  private static void attempt(Bank bank, String from, String to, long cents) {
    try {
      bank.transfer(from, to, cents);
      System.out.printf("ok: %s -> %s %s%n", from, to, Money.format(cents));
    } catch (TransferException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}

final class Money {
  private Money() {}

  static String format(long cents) {
    long abs = Math.abs(cents);
    return "%s%d.%02d".formatted(cents < 0 ? "-" : "", abs / 100, abs % 100);
  }
}

class TransferException extends Exception {
  TransferException(String message) {
    super(message);
  }
}

class Bank {
  private record Entry(String memo, long cents) {}

  private final Map<String, List<Entry>> ledgers = new TreeMap<>();

  void open(String owner, long cents) {
    List<Entry> ledger = new ArrayList<>();
    ledger.add(new Entry("opening deposit", cents));
    ledgers.put(owner, ledger);
  }

  void transfer(String from, String to, long cents) throws TransferException {
    if (cents <= 0) {
      throw new TransferException("amount must be positive");
    }
    List<Entry> payer = ledger(from);
    List<Entry> payee = ledger(to);
    long missing = cents - balance(payer);
    if (missing > 0) {
      throw new TransferException(
          "%s cannot pay %s, short by %s"
              .formatted(from, Money.format(cents), Money.format(missing)));
    }
    payer.add(new Entry("to " + to, -cents));
    payee.add(new Entry("from " + from, cents));
  }

  List<String> statement(String owner) {
    List<String> lines = new ArrayList<>();
    long running = 0;
    for (Entry entry : ledgers.get(owner)) {
      running += entry.cents();
      lines.add(
          "  %-16s %9s %9s"
              .formatted(entry.memo(), Money.format(entry.cents()), Money.format(running)));
    }
    return lines;
  }

  Map<String, Long> balances() {
    Map<String, Long> result = new TreeMap<>();
    ledgers.forEach((owner, ledger) -> result.put(owner, balance(ledger)));
    return result;
  }

  private List<Entry> ledger(String owner) throws TransferException {
    List<Entry> ledger = ledgers.get(owner);
    if (ledger == null) {
      throw new TransferException("no account named " + owner);
    }
    return ledger;
  }

  private static long balance(List<Entry> ledger) {
    return ledger.stream().mapToLong(Entry::cents).sum();
  }
}
