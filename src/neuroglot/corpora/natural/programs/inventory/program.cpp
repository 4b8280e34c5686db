#include <algorithm>
#include <cstdio>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

struct Item {
  std::string name;
  int stock;
  int minimum;

  int shortage() const { return std::max(0, minimum - stock); }
};

struct Line {
  std::string item;
  int quantity;
};

class Inventory {
 public:
  void add(Item item) { items_.emplace(item.name, item); }

  int restock(const std::string& name, int quantity) {
    return items_.at(name).stock += quantity;
  }

  // Ships every line or nothing; the result holds the reason of a refusal.
  std::optional<std::string> ship(const std::vector<Line>& order) {
    for (const auto& [name, quantity] : order) {
      const auto it = items_.find(name);
      if (it == items_.end()) return "no such item " + name;
      if (it->second.stock < quantity)
        return name + " has " + std::to_string(it->second.stock) + " but " +
               std::to_string(quantity) + " wanted";
    }
    for (const auto& line : order) items_.at(line.item).stock -= line.quantity;
    return std::nullopt;
  }

  std::vector<Item> low_stock() const {
    std::vector<Item> low;
    for (const auto& [name, item] : items_)
      if (item.shortage() > 0) low.push_back(item);
    // The map already yields names in order, so a stable sort keeps them.
    std::stable_sort(low.begin(), low.end(), [](const Item& a, const Item& b) {
      return a.shortage() > b.shortage();
    });
    return low;
  }

 private:
  std::map<std::string, Item> items_;
};

void process(Inventory& inventory, int id, const std::vector<Line>& order) {
  if (const auto reason = inventory.ship(order)) {
    std::printf("order %d: rejected, %s\n", id, reason->c_str());
    return;
  }
  const int units = std::accumulate(
      order.begin(), order.end(), 0,
      [](int sum, const Line& line) { return sum + line.quantity; });
  std::printf("order %d: shipped %d units\n", id, units);
}

int main() {
  Inventory inventory;
  inventory.add({"bolt", 120, 50});
  inventory.add({"hinge", 14, 20});
  inventory.add({"bracket", 40, 25});
  inventory.add({"screw", 300, 100});
  inventory.add({"washer", 60, 60});

  process(inventory, 101, {{"bolt", 80}, {"bracket", 10}});
  process(inventory, 102, {{"screw", 250}, {"hinge", 20}});
  process(inventory, 103, {{"nail", 5}});
  process(inventory, 104, {{"bracket", 20}, {"screw", 150}});
  std::printf("restock: hinge now %d\n", inventory.restock("hinge", 10));
  process(inventory, 105, {{"hinge", 20}, {"washer", 5}});
  std::printf("restock: bolt now %d\n", inventory.restock("bolt", 5));

  std::puts("low stock:");
  for (const auto& item : inventory.low_stock())
    std::printf("  %-8s %3d of %d, short %d\n", item.name.c_str(), item.stock,
                item.minimum, item.shortage());
}
