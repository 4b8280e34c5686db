import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

class Main {
  record Slot(LocalTime start, LocalTime end) {
    static Slot of(String start, String end) {
      return new Slot(LocalTime.parse(start), LocalTime.parse(end));
    }

    long minutes() {
      return Duration.between(start, end).toMinutes();
    }

    boolean overlaps(Slot other) {
      return start.isBefore(other.end) && other.start.isBefore(end);
    }

    Slot intersection(Slot other) {
      return new Slot(later(start, other.start), end.isBefore(other.end) ? end : other.end);
    }

    @Override
    public String toString() {
      return start + "-" + end;
    }

    static LocalTime later(LocalTime a, LocalTime b) {
      return a.isAfter(b) ? a : b;
    }
  }

  record Event(String title, Slot slot) {
    Event(String title, String start, String end) {
      this(title, Slot.of(start, end));
    }
  }

  static List<Slot> mergeBusy(List<Event> sorted) {
    List<Slot> busy = new ArrayList<>();
    for (Event event : sorted) {
      Slot slot = event.slot();
      int last = busy.size() - 1;
      // Meetings that merely touch also form one busy block.
      if (last >= 0 && !slot.start().isAfter(busy.get(last).end())) {
        Slot open = busy.get(last);
        busy.set(last, new Slot(open.start(), Slot.later(open.end(), slot.end())));
      } else {
        busy.add(slot);
      }
    }
    return busy;
  }

  static List<Slot> findFree(List<Slot> busy, Slot day) {
    List<Slot> free = new ArrayList<>();
    LocalTime from = day.start();
    for (Slot block : busy) {
      free.add(new Slot(from, block.start()));
      from = block.end();
    }
    free.add(new Slot(from, day.end()));
    free.removeIf(slot -> slot.minutes() <= 0);
    return free;
  }

  public static void main(String[] args) {
    List<Event> events =
        Stream.of(
                new Event("Lunch", "12:30", "13:15"),
                new Event("Standup", "09:15", "09:45"),
                new Event("Retro", "15:30", "16:30"),
                new Event("Design review", "10:00", "11:30"),
                new Event("Call with Mira", "11:00", "12:00"),
                new Event("Interview", "13:00", "14:00"),
                new Event("Bug triage", "10:30", "11:15"),
                new Event("Inbox", "16:30", "16:45"))
            .sorted(Comparator.comparing(event -> event.slot().start()))
            .toList();

    System.out.println("conflicts:");
    for (int i = 0; i < events.size(); i++) {
      Event first = events.get(i);
      for (Event second : events.subList(i + 1, events.size())) {
        if (first.slot().overlaps(second.slot())) {
          long shared = first.slot().intersection(second.slot()).minutes();
          System.out.printf("  %s / %s: %d min%n", first.title(), second.title(), shared);
        }
      }
    }

    List<Slot> busy = mergeBusy(events);
    System.out.println("busy:");
    busy.forEach(slot -> System.out.println("  " + slot));

    List<Slot> free = findFree(busy, Slot.of("09:00", "17:00"));
    System.out.println("free:");
    free.forEach(slot -> System.out.printf("  %s (%d min)%n", slot, slot.minutes()));

    String hour =
        free.stream()
            .filter(slot -> slot.minutes() >= 60)
            .findFirst()
            .map(slot -> slot.start().toString())
            .orElse("none");
    System.out.println("first free hour: " + hour);
  }
}
