// The interface's words in the reader's language. `say("Saved")` gives the sentence; `{name}` in it is
// filled from the second argument: say("{count} left", {count: 3}). English is the sentence itself.
//
// The page names its language and where the words lie (base.html). They are loaded before any module
// that imports this one runs, so that say() may be called anywhere. Without them the pages speak English.

const root = document.documentElement;
const DIGITS = { km: "០១២៣៤៥៦៧៨៩", th: "๐๑๒๓๔๕๖๗๘๙" };
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The reader's language (BCP 47). */
export const language = root.lang || "en";

const { default: words, months: named } = await load(root.dataset.words);

/** The names of the months, short, January first. */
export const months = named ?? MONTHS;

async function load(address) {
  if (!address) return { default: {} };
  try {
    return await import(address);
  } catch {
    return { default: {} };
  }
}

// Browsers have no Khmer, and would write its numbers as they like; it groups them as English does.
const locale = language === "km" ? "en" : language;
const plain = new Intl.NumberFormat(locale, { numberingSystem: "latn", useGrouping: false });
const grouped = new Intl.NumberFormat(locale, { numberingSystem: "latn" });

/** A text with its digits as the reader writes them. */
export function digits(text) {
  const own = root.dataset.digits === "own" ? DIGITS[language] : undefined;
  return own ? String(text).replace(/[0-9]/g, (digit) => own[Number(digit)]) : String(text);
}

/** A number as the reader writes it. Smaller ones are not grouped: 2026 is mostly a year or a page. */
export function number(value) {
  return digits((Math.abs(value) >= 10000 ? grouped : plain).format(value));
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
