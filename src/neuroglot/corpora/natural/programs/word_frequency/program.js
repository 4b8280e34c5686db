const story = `
  The river didn't hurry. It took the long way round the hill, past the mill
  and the old stone bridge, as if the sea could wait. Children on the bridge
  dropped sticks into the river and ran to the other side; the sticks didn't
  hurry either. "It's only a river," said the miller, but he said it the way
  people say it's only a king.
`;

function countWords(words) {
  const counts = new Map();
  for (const word of words) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

// Not localeCompare: the order must not depend on the locale.
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const words = story.toLowerCase().match(/[a-z']+/g) ?? [];
const counts = countWords(words);
const ranking = [...counts].sort(
  ([wordA, countA], [wordB, countB]) => countB - countA || byText(wordA, wordB),
);

console.log(`words: ${words.length}, distinct: ${counts.size}`);
for (const [word, count] of ranking.slice(0, 10)) {
  const bar = "*".repeat(count);
  console.log(`${word.padEnd(8)}${String(count).padStart(3)} ${bar}`);
}

const usedOnce = ranking.filter(([, count]) => count === 1).length;
const [longest] = [...counts.keys()].sort(
  (a, b) => b.length - a.length || byText(a, b),
);
console.log(`used once: ${usedOnce}`);
console.log(`longest: ${longest}`);
