const toMinutes = (clock) => {
  const [hours, minutes] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};

const toClock = (total) =>
  [Math.floor(total / 60), total % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");

const formatSpan = ({ start, end }) => `${toClock(start)}-${toClock(end)}`;

const event = (title, from, to) => ({
  title,
  start: toMinutes(from),
  end: toMinutes(to),
});

function* conflicts(events) {
  for (const [i, a] of events.entries()) {
    for (const b of events.slice(i + 1)) {
      // Events are in order of start, so nothing later can overlap either.
      if (b.start >= a.end) break;
      yield { a, b, shared: Math.min(a.end, b.end) - b.start };
    }
  }
}

function mergeBusy(events) {
  return events.reduce((merged, { start, end }) => {
    const last = merged.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
    } else {
      merged.push({ start, end });
    }
    return merged;
  }, []);
}

function freeSlots(busy, opening, closing) {
  const edges = [opening, ...busy.flatMap((b) => [b.start, b.end]), closing];
  const slots = [];
  for (let i = 0; i < edges.length; i += 2) {
    const [start, end] = edges.slice(i, i + 2);
    if (start < end) slots.push({ start, end, length: end - start });
  }
  return slots;
}

const events = [
  event("Lunch", "12:30", "13:15"),
  event("Standup", "09:15", "09:45"),
  event("Retro", "15:30", "16:30"),
  event("Design review", "10:00", "11:30"),
  event("Call with Mira", "11:00", "12:00"),
  event("Interview", "13:00", "14:00"),
  event("Bug triage", "10:30", "11:15"),
  event("Inbox", "16:30", "16:45"),
].sort((a, b) => a.start - b.start);

console.log("conflicts:");
for (const { a, b, shared } of conflicts(events)) {
  console.log(`  ${a.title} / ${b.title}: ${shared} min`);
}

const busy = mergeBusy(events);
console.log("busy:");
busy.forEach((span) => console.log(`  ${formatSpan(span)}`));

const free = freeSlots(busy, toMinutes("09:00"), toMinutes("17:00"));
console.log("free:");
free.forEach((s) => console.log(`  ${formatSpan(s)} (${s.length} min)`));

const hour = free.find(({ length }) => length >= 60);
console.log(`first free hour: ${hour ? toClock(hour.start) : "none"}`);
