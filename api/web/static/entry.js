// What a person has entered in a field's card: reading it, comparing it, putting it back.

/** The inputs of a card that Tab stops at, a group of options counting as one. */
export function stops(card) {
  const options = [...card.querySelectorAll(".options input[value]:not([type=text])")];
  const filter = card.querySelector(".filter");
  const first = filter ? null : (options.find((option) => option.checked) ?? options[0]);
  const lines = [...card.querySelectorAll(".control input[type=text], .control textarea")];
  return [first, ...lines.filter((line) => !line.hidden)].filter(Boolean);
}

/** What stands in the card now, as the API takes it: text, codes or rows. */
export function entered(card) {
  const control = card.dataset.control;
  if (control === "table") return { rows: rows(card) };
  if (control !== "one" && control !== "many") {
    return { text: card.querySelector(".control input, .control textarea").value.trim() };
  }
  const codes = options(card).filter((option) => option.checked).map((option) => option.value);
  if (["signature", "photo"].includes(card.dataset.kind)) return { text: codes[0] ?? "" };
  const line = card.querySelector(".other-text");
  return { codes, text: line && otherTicked(card) ? line.value.trim() : "" };
}

/** Whether nothing at all stands in the card. */
export function blank(card) {
  const { text = "", codes = [], rows: all = [] } = entered(card);
  return !text && !codes.length && !all.length;
}

/** Put in what was entered before, as the API takes it: text, codes or rows. */
export function fill(card, { text = "", codes = [], rows: all = [] }) {
  const control = card.dataset.control;
  if (control === "table") {
    for (const [i, row] of [...card.querySelectorAll(".cells tbody tr")].entries()) {
      for (const cell of row.querySelectorAll("input")) cell.value = all[i]?.[cell.dataset.column] ?? "";
    }
  } else if (control === "one" || control === "many") {
    const chosen = new Set(codes.length ? codes : [text]);
    for (const option of options(card)) option.checked = chosen.has(option.value);
    const line = card.querySelector(".other-text");
    if (line && codes.length) line.value = text;
    showOther(card);
  } else {
    card.querySelector(".control input, .control textarea").value = text;
  }
}

/** The tick boxes of a card. */
export function options(card) {
  return [...card.querySelectorAll(".options input:is([type=radio], [type=checkbox])")];
}

/** Remember what stands there, to tell later whether it was changed. */
export function remember(card) {
  showOther(card);
  card.dataset.before = JSON.stringify(entered(card));
  card.classList.remove("changed");
}

export function changed(card) {
  return JSON.stringify(entered(card)) !== card.dataset.before;
}

/** Put back what stood there when the card was made. */
export function putBack(card) {
  for (const input of card.querySelectorAll(".control input, .control textarea")) {
    if (input.type === "radio" || input.type === "checkbox") input.checked = input.defaultChecked;
    else input.value = input.defaultValue;
  }
  remember(card);
}

/** Put a text that a reader read into the card's line, to be kept or changed further. */
export function take(card, text) {
  const line = card.querySelector(".control input, .control textarea");
  line.value = text;
  line.dispatchEvent(new Event("input", { bubbles: true }));
  line.focus();
}

/** The line beside "other" is there when other is ticked. */
export function showOther(card) {
  const line = card.querySelector(".other-text");
  if (line) line.hidden = !otherTicked(card);
}

/** Tick the option of a digit; tells whether there is one. */
export function tick(card, digit) {
  const option = card.querySelector(`.options input[data-digit="${CSS.escape(digit)}"]`);
  if (!option) return false;
  choose(option);
  option.focus();
  return true;
}

/** Tick an option as a click does; a box that is ticked already is cleared. */
export function choose(option) {
  option.checked = option.type === "radio" ? true : !option.checked;
  option.dispatchEvent(new Event("input", { bubbles: true }));
}

function otherTicked(card) {
  return Boolean(card.querySelector(".options [data-other]:checked"));
}

function rows(card) {
  const all = [...card.querySelectorAll(".cells tbody tr")].map((row) =>
    Object.fromEntries(
      [...row.querySelectorAll("input")].map((cell) => [cell.dataset.column, cell.value.trim()]),
    ),
  );
  return all.filter((row) => Object.values(row).some(Boolean));
}
