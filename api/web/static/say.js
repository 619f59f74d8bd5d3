// The interface's words in the reader's language. `say("Saved")` gives the sentence; `{name}` in it is
// filled from the second argument: say("{count} left", {count: 3}). English is the sentence itself.
//
// The page names its language and where the words lie (base.html). They are loaded before any module
// that imports this one runs, so that say() may be called anywhere. Without them the pages speak English.

const root = document.documentElement;

/** The reader's language (BCP 47), for Intl. */
export const language = root.lang || "en";

/** The reader's digits, for Intl. */
export const numberingSystem =
  root.dataset.digits === "own" ? ({ km: "khmr", th: "thai" }[language] ?? "latn") : "latn";

const words = await load(root.dataset.words);

async function load(address) {
  if (!address) return {};
  try {
    return (await import(address)).default;
  } catch {
    return {};
  }
}

const plain = new Intl.NumberFormat(language, { numberingSystem, useGrouping: false });
const grouped = new Intl.NumberFormat(language, { numberingSystem });

/** A number as the reader writes it. Smaller ones are not grouped: 2026 is mostly a year or a page. */
export function number(value) {
  return (Math.abs(value) >= 10000 ? grouped : plain).format(value);
}

/** The sentence in the reader's language, its places filled. */
export function say(sentence, values = {}) {
  return filled(words[sentence] || sentence, values);
}

/** The right plural: sayMany("{count} file", "{count} files", 3). */
export function sayMany(one, many, count, values = {}) {
  return filled(words[one] || (count === 1 ? one : many), { count, ...values });
}

function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => {
    if (!(name in values)) return whole;
    return Number.isInteger(values[name]) ? number(values[name]) : values[name];
  });
}
