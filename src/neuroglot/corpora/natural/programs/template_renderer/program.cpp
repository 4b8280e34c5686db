#include <iostream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

using TemplateError = std::runtime_error;

struct Scope;
using Value = std::variant<std::string, std::vector<Scope>>;

struct Scope {
  std::map<std::string, Value> values;
  const Scope* parent = nullptr;

  template <typename T>
  const T* find(const std::string& name) const {
    const auto it = values.find(name);
    if (it != values.end()) return std::get_if<T>(&it->second);
    return parent ? parent->find<T>(name) : nullptr;
  }
};

struct Node {
  enum Kind { Text, Variable, Section } kind;
  std::string text;  // the name, for a variable or a section
  std::vector<Node> body;
};

std::vector<Node> parse(const std::string& src, std::size_t& pos,
                        const std::string& section = "") {
  std::vector<Node> nodes;
  while (true) {
    const std::size_t open = src.find("{{", pos);
    nodes.push_back({Node::Text, src.substr(pos, open - pos), {}});
    if (open == std::string::npos) {
      if (section.empty()) return nodes;
      throw TemplateError("section is never closed: " + section);
    }
    const std::size_t close = src.find("}}", open);
    if (close == std::string::npos) {
      throw TemplateError("tag is never closed: " + src.substr(open));
    }
    const std::string tag = src.substr(open + 2, close - open - 2);
    pos = close + 2;
    if (tag[0] == '#') {
      const std::string name = tag.substr(1);
      nodes.push_back({Node::Section, name, parse(src, pos, name)});
    } else if (tag[0] != '/') {
      nodes.push_back({Node::Variable, tag, {}});
    } else if (!section.empty() && tag.substr(1) == section) {
      return nodes;
    } else {
      throw TemplateError("unexpected closing tag: {{" + tag + "}}");
    }
  }
}

void render(const std::vector<Node>& nodes, const Scope& scope,
            std::string& out, std::set<std::string>& missing) {
  for (const auto& [kind, text, body] : nodes) {
    if (kind == Node::Text) {
      out += text;
    } else if (kind == Node::Variable) {
      const auto* value = scope.find<std::string>(text);
      if (!value) missing.insert(text);
      out += value ? *value : "{{" + text + "}}";
    } else if (const auto* items = scope.find<std::vector<Scope>>(text)) {
      for (Scope item : *items) {
        item.parent = &scope;
        render(body, item, out, missing);
      }
    } else {
      missing.insert(text);
    }
  }
}

int main() {
  const Scope teapot{{{"n", "1"}, {"title", "teapot"}, {"note", "gift"}}};
  const Scope cup{{{"n", "2"}, {"title", "cup"}}};
  const Scope order{{{"name", "Mina"},
                     {"order", "1042"},
                     {"total", "42"},
                     {"coin", "EUR"},
                     {"items", std::vector<Scope>{teapot, cup}},
                     {"coupons", std::vector<Scope>{}}}};
  for (const std::string source :
       {"Hello {{name}}, order {{order}} ships on {{date}}:\n"
        "{{#items}}- {{n}} x {{title}} for {{name}} ({{note}})\n{{/items}}"
        "Total: {{total}} {{coin}}",
        "Coupons:{{#coupons}} {{code}}{{/coupons}} none",
        "{{#friends}}{{name}}{{/friends}}Bye {{nick}}", "Hello {{name",
        "{{#items}}{{title}}", "Oops{{/items}}"}) {
    try {
      std::size_t pos = 0;
      std::string out;
      std::set<std::string> missing;
      render(parse(source, pos), order, out, missing);
      std::cout << out << '\n';
      if (!missing.empty()) {
        std::cout << "  missing:";
        for (const auto& name : missing) std::cout << ' ' << name;
        std::cout << '\n';
      }
    } catch (const TemplateError& e) {
      std::cout << "error: " << e.what() << '\n';
    }
  }
}
