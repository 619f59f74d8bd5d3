// A page to look at, beside its values or its text: whatever is pointed at is lit on the page.
import { Pictures, Viewer } from "./viewer.js";

const pages = new Map(
  [...document.querySelectorAll("#pages li")].map(({ dataset }) => [
    Number(dataset.number),
    {
      url: dataset.url,
      width: Number(dataset.width),
      height: Number(dataset.height),
      rotation: Number(dataset.rotation),
    },
  ]),
);
const frame = document.getElementById("viewer");
const viewer = new Viewer(frame, new Pictures(pages));

for (const part of document.querySelectorAll("[data-box]")) {
  part.addEventListener("focus", () => light(part));
  part.addEventListener("click", () => light(part));
}
for (const button of document.querySelectorAll("[data-view]")) {
  button.addEventListener("click", () => viewer.key(button.dataset.view));
}
for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => viewer.show(Number(button.dataset.show)));
}
frame.addEventListener("page", ({ detail }) => {
  for (const button of document.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.show) === detail));
  }
});
addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea") || event.ctrlKey || event.metaKey) return;
  if (event.key.startsWith("Arrow") && event.target !== frame) return;
  if (viewer.key(event.key)) event.preventDefault();
});
if (pages.size) viewer.show([...pages.keys()][0]).catch(() => {});

function light(part) {
  if (!part.dataset.box || !pages.has(Number(part.dataset.page))) return;
  const box = part.dataset.box.split(",").map(Number);
  viewer.show(Number(part.dataset.page)).catch(() => {});
  viewer.light([box], "focus");
  viewer.look(box);
  for (const other of document.querySelectorAll("[data-box].on")) other.classList.remove("on");
  part.classList.add("on");
}
