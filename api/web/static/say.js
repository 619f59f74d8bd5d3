// The interface's words in the reader's language. `say("Saved")` gives the sentence; `{name}` in it is
// filled from the second argument: say("{count} left", {count: 3}). English is the sentence itself.

export function say(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** The right plural: sayMany("{count} file", "{count} files", 3). */
export function sayMany(one, many, count, values = {}) {
  return say(count === 1 ? one : many, { count, ...values });
}
