#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>
#include <vector>

struct Interval {
  int begin;  // minutes after midnight
  int end;

  int length() const { return end - begin; }
};

struct Event {
  std::string title;
  Interval when;
};

constexpr int at(int hour, int minute = 0) { return hour * 60 + minute; }

std::string to_clock(int minutes) {
  char text[8];
  std::snprintf(text, sizeof text, "%02d:%02d", minutes / 60 % 24,
                minutes % 60);
  return text;
}

int overlap(const Interval& a, const Interval& b) {
  return std::min(a.end, b.end) - std::max(a.begin, b.begin);
}

// Expects events sorted by their beginning.
std::vector<Interval> merge(const std::vector<Event>& events) {
  std::vector<Interval> merged;
  for (const auto& [title, when] : events) {
    if (!merged.empty() && when.begin <= merged.back().end)
      merged.back().end = std::max(merged.back().end, when.end);
    else
      merged.push_back(when);
  }
  return merged;
}

std::vector<Interval> gaps(const std::vector<Interval>& busy, Interval day) {
  std::vector<Interval> free;
  int cursor = day.begin;
  for (const auto& [begin, end] : busy) {
    if (begin > cursor) free.push_back({cursor, begin});
    cursor = end;
  }
  if (cursor < day.end) free.push_back({cursor, day.end});
  return free;
}

int main() {
  std::vector<Event> events = {
      {"Lunch", {at(12, 30), at(13, 15)}},
      {"Standup", {at(9, 15), at(9, 45)}},
      {"Retro", {at(15, 30), at(16, 30)}},
      {"Design review", {at(10), at(11, 30)}},
      {"Call with Mira", {at(11), at(12)}},
      {"Interview", {at(13), at(14)}},
      {"Bug triage", {at(10, 30), at(11, 15)}},
      {"Inbox", {at(16, 30), at(16, 45)}},
  };
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.when.begin < b.when.begin;
  });

  std::puts("conflicts:");
  for (auto a = events.begin(); a != events.end(); ++a) {
    for (auto b = std::next(a); b != events.end(); ++b) {
      const int shared = overlap(a->when, b->when);
      if (shared > 0)
        std::printf("  %s / %s: %d min\n", a->title.c_str(), b->title.c_str(),
                    shared);
    }
  }

  const auto busy = merge(events);
  std::puts("busy:");
  for (const auto& [begin, end] : busy)
    std::printf("  %s-%s\n", to_clock(begin).c_str(), to_clock(end).c_str());

  const auto free = gaps(busy, {at(9), at(17)});
  std::puts("free:");
  for (const auto& slot : free)
    std::printf("  %s-%s (%d min)\n", to_clock(slot.begin).c_str(),
                to_clock(slot.end).c_str(), slot.length());

  const auto hour =
      std::find_if(free.begin(), free.end(),
                   [](const Interval& slot) { return slot.length() >= 60; });
  std::printf("first free hour: %s\n",
              hour == free.end() ? "none" : to_clock(hour->begin).c_str());
}
