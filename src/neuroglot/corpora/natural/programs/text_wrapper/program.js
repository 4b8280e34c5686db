const paragraph = `
  A lighthouse keeper wrote down the weather   every evening for
  thirty years, and nobody read a word of it until the harbour flooded.
`;

const aligners = {
  left: (line, width) => line.padEnd(width),
  right: (line, width) => line.padStart(width),
  centre(line, width) {
    const before = Math.floor((width - line.length) / 2);
    return (" ".repeat(before) + line).padEnd(width);
  },
};

function* wrap(text, width) {
  let line = "";
  for (const word of text.trim().split(/\s+/)) {
    if (word.length > width) {
      throw new RangeError(`'${word}' is wider than ${width} columns`);
    }
    const longer = line ? `${line} ${word}` : word;
    if (longer.length <= width) {
      line = longer;
    } else {
      yield line;
      line = word;
    }
  }
  if (line) yield line;
}

function show(alignment, width) {
  console.log(`${alignment}, ${width} columns`);
  let lines;
  try {
    lines = [...wrap(paragraph, width)];
  } catch (err) {
    console.log(`error: ${err.message}`);
    return;
  }
  for (const line of lines) {
    console.log(`|${aligners[alignment](line, width)}|`);
  }
  const unused = lines.reduce((sum, line) => sum + width - line.length, 0);
  console.log(`unused: ${unused}`);
}

show("left", 34);
show("right", 36);
show("centre", 40);
show("left", 8);
