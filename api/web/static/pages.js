// The pages that a template lists, in a viewer with its buttons.
import { Pictures, Viewer } from "./viewer.js";

/** The viewer of this page. Buttons with `data-view` zoom it, those with `data-show` turn pages. */
export function openViewer() {
  const frame = document.getElementById("viewer");
  const viewer = new Viewer(frame, new Pictures(pages()));
  for (const button of document.querySelectorAll("[data-view]")) {
    button.addEventListener("click", () => viewer.key(button.dataset.view));
  }
  const turns = [...document.querySelectorAll("[data-show]")];
  for (const button of turns) {
    button.addEventListener("click", () => viewer.show(Number(button.dataset.show)));
  }
  frame.addEventListener("page", ({ detail }) => {
    for (const button of turns) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.show) === detail));
    }
  });
  return viewer;
}

function pages() {
  return new Map(
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
}
