// The pages that a template lists, in a viewer with its buttons.
import { say } from "./say.js";
import { Viewer } from "./viewer.js";

/** The viewer of this page. Buttons with `data-view` zoom it; those that turn pages are made here. */
export function openViewer() {
  const frame = document.getElementById("viewer");
  const viewer = new Viewer(frame);
  for (const button of document.querySelectorAll("[data-view]")) {
    button.addEventListener("click", () => viewer.key(button.dataset.view));
  }
  frame.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== frame) return;
    if (viewer.key(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  frame.addEventListener("page", ({ detail }) => {
    for (const button of document.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.show) === detail));
    }
  });
  return viewer;
}

/** Lay the pages of a list (_page_list.html) on the viewer, with a button for each. */
export function layPages(viewer, list) {
  const name = document.getElementById("paper-name");
  name.textContent = name.title = list.dataset.name;
  const pages = new Map(
    [...list.querySelectorAll("li")].map(({ dataset }) => [
      Number(dataset.number),
      {
        tiles: dataset.tiles,
        width: Number(dataset.width),
        height: Number(dataset.height),
        rotation: Number(dataset.rotation),
      },
    ]),
  );
  viewer.lay(pages);
  const buttons = pages.size > 1 ? [...pages.keys()].map((number) => turner(viewer, number)) : [];
  document.getElementById("page-buttons").replaceChildren(...buttons);
  return pages;
}

function turner(viewer, number) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.show = String(number);
  button.textContent = String(number);
  button.setAttribute("aria-label", say("Page {number}", { number }));
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => viewer.show(number));
  return button;
}
