class TrieNode {
  children = new Map();
  isWord = false;

  *words(path = "") {
    if (this.isWord) yield path;
    for (const letter of [...this.children.keys()].sort()) {
      yield* this.children.get(letter).words(path + letter);
    }
  }
}

class Trie {
  #root = new TrieNode();
  wordCount = 0;
  nodeCount = 0;

  insert(word) {
    let node = this.#root;
    for (const letter of word) {
      let child = node.children.get(letter);
      if (!child) {
        child = new TrieNode();
        node.children.set(letter, child);
        this.nodeCount++;
      }
      node = child;
    }
    if (node.isWord) return false;
    node.isWord = true;
    this.wordCount++;
    return true;
  }

  #find(prefix) {
    let node = this.#root;
    for (const letter of prefix) {
      node = node?.children.get(letter);
    }
    return node;
  }

  has(word) {
    return this.#find(word)?.isWord ?? false;
  }

  hasPrefix(prefix) {
    return this.#find(prefix) !== undefined;
  }

  complete(prefix, limit = Infinity) {
    const found = [];
    for (const word of this.#find(prefix)?.words(prefix) ?? []) {
      if (found.length === limit) break;
      found.push(word);
    }
    return found;
  }
}

const yesNo = (condition) => (condition ? "yes" : "no");
const show = (label, words) =>
  console.log(`${label} -> ${words.join(" ") || "nothing"}`);

const trie = new Trie();
const vocabulary = "tea ten team to inn in tent teapot ten into tear";
for (const word of vocabulary.split(" ")) {
  if (!trie.insert(word)) console.log(`${word} is already there`);
}
console.log(`${trie.wordCount} words, ${trie.nodeCount} nodes`);

for (const word of ["team", "te", "in", "tents"]) {
  const isWord = yesNo(trie.has(word));
  const isPrefix = yesNo(trie.hasPrefix(word));
  console.log(`${word}: word ${isWord}, prefix ${isPrefix}`);
}

["tea", "in", "x"].forEach((prefix) => show(prefix, trie.complete(prefix)));
show("first 4 of te", trie.complete("te", 4));
