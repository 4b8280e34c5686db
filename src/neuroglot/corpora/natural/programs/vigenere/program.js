const ALPHABET = "abcdefghijklmnopqrstuvwxyz";

function parseKey(key) {
  if (key === "") throw new Error("the key is empty");
  const bad = key.match(/[^a-z]/i);
  if (bad) throw new Error(`the key contains '${bad[0]}'`);
  return Array.from(key.toLowerCase(), (ch) => ALPHABET.indexOf(ch));
}

function makeCipher(key) {
  const shifts = parseKey(key);

  const shiftText = (text, direction) => {
    let used = 0;
    return text.replace(/[a-z]/gi, (letter) => {
      const lower = letter.toLowerCase();
      const shift = direction * shifts[used++ % shifts.length];
      // at() counts from the end for negative positions, so -1 gives "z"
      const moved = ALPHABET.at((ALPHABET.indexOf(lower) + shift) % 26);
      return letter === lower ? moved : moved.toUpperCase();
    });
  };

  return {
    encrypt: (text) => shiftText(text, 1),
    decrypt: (text) => shiftText(text, -1),
  };
}

const messages = [
  { key: "Lemon", text: "Attack at dawn!" },
  { key: "KEY", text: "Don't panic: it's only 42 degrees, Celsius." },
  { key: "zebra", text: "The QUICK brown fox (jumps) over the lazy dog." },
  { key: "a", text: "Nothing changes here." },
  { key: "", text: "No key" },
  { key: "R2D2", text: "Beep" },
];

for (const { key, text } of messages) {
  try {
    const { encrypt, decrypt } = makeCipher(key);
    const secret = encrypt(text);
    const back = decrypt(secret);
    console.log(`${key}: ${secret}`);
    console.log(`  ${back} [${back === text ? "ok" : "mismatch"}]`);
  } catch (err) {
    console.log(`bad key "${key}": ${err.message}`);
  }
}
