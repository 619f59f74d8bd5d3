// A sheet of fields that were read alike: one looks for those that are otherwise.
import { announce, fragment, send } from "./api.js";
import { letGo, pictured } from "./crop_hands.js";
import { say, sayMany } from "./say.js";

/** `acts`: added(card) when one is to be read by itself, kept(count), trouble(error), settled(). */
export function workSheet(desk, acts) {
  desk.addEventListener("change", (event) => {
    if (event.target.matches(".odd input")) told(event.target.closest(".group"));
  });
  desk.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm]");
    if (button) confirm(button.closest(".group"), acts);
  });
  desk.addEventListener("keydown", (event) => {
    if (!event.target.matches(".odd input")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      confirm(event.target.closest(".group"), acts);
    } else if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      rove(event.target, event.key);
    }
  });
}

function tiles(group) {
  return [...group.querySelectorAll(".odd input")];
}

function told(group) {
  const count = tiles(group).filter((tile) => tile.checked).length;
  group.querySelector("[data-marked]").textContent = count
    ? sayMany("{count} marked", "{count} marked", count)
    : "";
}

/** Left and right go by one, up and down by a line as it lies on the screen. */
function rove(tile, key) {
  const all = tiles(tile.closest(".group"));
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const at = all.indexOf(tile);
  if (step) return all[at + step]?.focus();
  const here = tile.closest("li").getBoundingClientRect();
  const down = key === "ArrowDown";
  const lines = all.filter((one) => {
    const { top } = one.closest("li").getBoundingClientRect();
    return down ? top > here.top + 4 : top < here.top - 4;
  });
  const near = (one) => {
    const { left, top } = one.closest("li").getBoundingClientRect();
    return Math.abs(left - here.left) + 10 * Math.abs(top - here.top);
  };
  lines.sort((a, b) => near(a) - near(b))[0]?.focus();
}

async function confirm(group, acts) {
  if (group.classList.contains("saving")) return;
  const all = tiles(group);
  const unseen = all.filter((tile) => !tile.checked && !pictured(tile.closest("li")));
  if (unseen.length) {
    const words = say("Some pictures have not come yet: wait, or mark those without one.");
    group.querySelector("[data-marked]").textContent = words;
    announce(words);
    return;
  }
  group.classList.add("saving");
  const right = all.filter((tile) => !tile.checked).map((tile) => tile.dataset.key);
  const odd = all.filter((tile) => tile.checked).map((tile) => tile.dataset.key);
  try {
    const answer = right.length
      ? await (await send("POST", "/crops/confirm", { body: { ids: right } })).json()
      : { kept: [], lost: {} };
    const lost = Object.entries(answer.lost);
    for (const key of right) letGo(key);
    const cards = await Promise.all(odd.map((key) => fragment(`/crops/${key}/card`)));
    for (const card of cards) acts.added(card);
    const next = group.nextElementSibling;
    group.remove();
    acts.kept(answer.kept);
    announce(sayMany("{count} kept.", "{count} kept.", answer.kept.length));
    if (lost.length) acts.trouble(new Error(lost[0][1]));
    acts.settled(next);
  } catch (trouble) {
    group.classList.remove("saving");
    acts.trouble(trouble);
  }
}

/** Put the focus on the first tile of a sheet's first group; tells whether there is one. */
export function beginSheet(desk) {
  const first = desk.querySelector(".group .odd input");
  first?.focus();
  if (first) announce(say("Look for those that are otherwise. Enter keeps all others."));
  return Boolean(first);
}
