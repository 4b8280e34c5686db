#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <utility>
#include <vector>

class Graph {
 public:
  static constexpr int kUnreachable = std::numeric_limits<int>::max();

  struct Tree {
    std::map<std::string, int> distance;
    std::map<std::string, std::string> previous;
  };

  void connect(const std::string& a, const std::string& b, int length) {
    roads_[a][b] = length;
    roads_[b][a] = length;
  }

  void close(const std::string& a, const std::string& b) {
    roads_.at(a).erase(b);
    roads_.at(b).erase(a);
  }

  Tree shortest_from(const std::string& source) const {
    Tree tree;
    for (const auto& entry : roads_) tree.distance[entry.first] = kUnreachable;
    tree.distance[source] = 0;

    using Item = std::pair<int, std::string>;
    std::priority_queue<Item, std::vector<Item>, std::greater<>> frontier;
    frontier.emplace(0, source);
    while (!frontier.empty()) {
      const auto [distance, town] = frontier.top();
      frontier.pop();
      if (distance > tree.distance[town]) continue;  // stale entry
      for (const auto& [neighbour, length] : roads_.at(town)) {
        const int candidate = distance + length;
        if (candidate < tree.distance[neighbour]) {
          tree.distance[neighbour] = candidate;
          tree.previous[neighbour] = town;
          frontier.emplace(candidate, neighbour);
        }
      }
    }
    return tree;
  }

 private:
  std::map<std::string, std::map<std::string, int>> roads_;
};

std::string path_to(const Graph::Tree& tree, const std::string& target) {
  std::string path = target;
  for (auto it = tree.previous.find(target); it != tree.previous.end();
       it = tree.previous.find(it->second)) {
    path = it->second + " -> " + path;
  }
  return path;
}

void print_routes(const Graph& graph, const std::string& source) {
  const auto tree = graph.shortest_from(source);
  for (const auto& [town, distance] : tree.distance) {
    if (town == source) continue;
    std::cout << "  " << std::left << std::setw(8) << town;
    if (distance == Graph::kUnreachable)
      std::cout << "no route\n";
    else
      std::cout << std::right << std::setw(3) << distance << "  "
                << path_to(tree, town) << '\n';
  }
}

int main() {
  Graph graph;
  graph.connect("Aldby", "Brook", 7);
  graph.connect("Aldby", "Crest", 3);
  graph.connect("Crest", "Brook", 2);
  graph.connect("Brook", "Dunes", 6);
  graph.connect("Crest", "Eastly", 8);
  graph.connect("Dunes", "Eastly", 1);
  graph.connect("Dunes", "Fell", 4);
  graph.connect("Eastly", "Fell", 6);
  graph.connect("Harbor", "Isle", 5);

  std::cout << "from Aldby\n";
  print_routes(graph, "Aldby");

  graph.close("Crest", "Brook");
  std::cout << "with Crest-Brook closed\n";
  print_routes(graph, "Aldby");
}
