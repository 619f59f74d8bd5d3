// Finding an option by typing, in either script: in short lists the letters go to the option that
// begins so; long lists have a line to type into, which leaves what fits.
import { choose, options } from "./entry.js";

const TOGETHER = 900; // ms between two letters of one word
let begun = { letters: "", at: 0 };

/** The digit that a key types, "0" to "9", in Latin, Khmer or Thai; else "". */
export function digitOf(key) {
  const found = ["0123456789", "០១២៣៤៥៦៧៨៩", "๐๑๒๓๔๕๖๗๘๙"].map((all) => all.indexOf(key));
  const digit = Math.max(...found);
  return key.length === 1 && digit >= 0 ? String(digit) : "";
}

/** Text as it is compared: no case, no marks of Latin letters, no spaces and hidden characters. */
export function plain(text) {
  return text
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLocaleLowerCase()
    .replaceAll(/[\s\u200b\u200c\u200d]/g, "");
}

function words(option) {
  const spoken = option.closest("label").querySelectorAll("[lang]");
  return [option.value.replaceAll("_", ""), ...[...spoken].map((one) => plain(one.textContent))];
}

/** A letter typed on an option: go to the next that begins with what was typed. */
export function seek(card, letter) {
  const now = Date.now();
  const going = now - begun.at < TOGETHER ? begun.letters : "";
  begun = { letters: plain(going + letter), at: now };
  const all = options(card);
  const here = all.indexOf(document.activeElement);
  const start = begun.letters.length > 1 ? here : here + 1; // the same letter again: the next one
  const round = [...all.slice(start), ...all.slice(0, start)];
  const found = round.find((option) => words(option).some((word) => word.startsWith(begun.letters)));
  if (!found) return false;
  found.focus();
  if (found.type === "radio") choose(found);
  return true;
}

/** Show what fits the text of a long list's line, what begins so being marked first. */
export function filter(card) {
  const wanted = plain(card.querySelector(".filter").value);
  const all = options(card);
  for (const option of all) {
    option.closest("label").hidden = !words(option).some((word) => word.includes(wanted));
  }
  const shown = all.filter((option) => !option.closest("label").hidden);
  mark(all, wanted ? (shown.find((one) => words(one).some((word) => word.startsWith(wanted))) ?? shown[0]) : null);
}

/** A key in that line; tells whether it meant something here. */
export function find(card, { key, target }) {
  const all = options(card);
  const shown = all.filter((option) => !option.closest("label").hidden);
  const marked = all.find((option) => option.closest("label").classList.contains("marked"));
  const digit = digitOf(key);
  if (!target.value && digit) {
    const option = all.find(({ dataset }) => dataset.digit === digit);
    if (option) choose(option);
    return Boolean(option);
  }
  if (key === "ArrowDown" || key === "ArrowUp") {
    const step = key === "ArrowDown" ? 1 : -1;
    const next = shown[(shown.indexOf(marked) + step + shown.length) % shown.length];
    mark(all, next ?? null);
    return true;
  }
  if (key !== "Enter") return false;
  // What fits nothing must not pass for "right as it stands".
  if (!marked) return Boolean(target.value.trim());
  choose(marked);
  target.value = "";
  filter(card);
  const line = card.querySelector(".other-text");
  if (marked.dataset.other && marked.checked) line?.focus();
  return true;
}

function mark(all, option) {
  for (const one of all) one.closest("label").classList.toggle("marked", one === option);
  option?.closest("label").scrollIntoView({ block: "nearest" });
}
