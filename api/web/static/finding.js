// Finding an option by typing, in either script: in short lists the letters go to the option that
// begins so; long lists have a line to type into, which leaves what fits.
import { choose, options } from "./entry.js";

const TOGETHER = 900; // ms between two letters of one word
let begun = { letters: "", at: 0 };

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
  if (!target.value && /^[0-9]$/.test(key)) {
    const option = all.find(({ dataset }) => dataset.digit === key);
    if (option) choose(option);
    return Boolean(option);
  }
  if (key === "ArrowDown" || key === "ArrowUp") {
    const step = key === "ArrowDown" ? 1 : -1;
    const next = shown[(shown.indexOf(marked) + step + shown.length) % shown.length];
    mark(all, next ?? null);
    return true;
  }
  if (key !== "Enter" || !marked) return false;
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
