// A few filled scans read by the definition as it stands. Their pictures come within the answer
// and are drawn here: they have no address, and nothing of them is kept.
import { announce, send, Trouble } from "./api.js";
import { say } from "/static/say.js";

const EVERY = 900; // ms
const STATUS = {
  accepted: [say("read"), "good"],
  review: [say("in doubt"), "warn"],
  empty: [say("nothing written"), ""],
  illegible: [say("cannot be read"), ""],
  not_applicable: [say("does not apply"), ""],
};

export class Trial {
  constructor(store, said, limit) {
    this.store = store;
    this.said = said; // a value in words
    this.limit = limit;
    this.state = document.getElementById("try-state");
    this.results = document.getElementById("try-results");
    const input = document.getElementById("try-files");
    const drop = document.getElementById("try-drop");
    document.getElementById("try-choose").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.run([...input.files]);
      input.value = "";
    });
    for (const kind of ["dragover", "dragleave", "drop"]) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.classList.toggle("over", kind === "dragover");
        if (kind === "drop") this.run([...event.dataTransfer.files]);
      });
    }
  }

  async run(files) {
    if (!files.length || this.running) return;
    if (files.length > 5) return this.#tell(say("At most five files at a time."));
    if (files.some((file) => file.size > this.limit)) return this.#tell(say("One of the files is too large."));
    this.running = true;
    this.results.replaceChildren();
    this.#tell(say("Sending…"));
    try {
      await this.store.keep();
      const body = new FormData();
      for (const file of files) body.append("scans", file);
      const { id } = await (await send("POST", `${this.store.address}/trials`, { body })).json();
      this.#tell(say("Reading… A page takes some seconds."));
      this.#show(await this.#wait(id), files);
    } catch (trouble) {
      this.#tell(trouble instanceof Trouble ? trouble.words : say("It could not be read. Try again."));
    } finally {
      this.running = false;
    }
  }

  async #wait(id) {
    for (;;) {
      await new Promise((good) => setTimeout(good, EVERY));
      const found = await (await send("GET", `${this.store.address}/trials/${id}`)).json();
      if (found.state === "ready") return found;
    }
  }

  #tell(words) {
    this.state.textContent = words;
    announce(words);
  }

  #show({ pages, problem }, files) {
    if (problem) return this.#tell(problem);
    const known = pages.filter((page) => page.found === "zone");
    const doubts = known.flatMap(({ fields }) => fields).filter(({ status }) => status === "review");
    const all = known.flatMap(({ fields }) => fields).length;
    this.#tell(
      known.length
        ? say("{known} of {pages} pages were recognised; of {all} fields, {doubts} are in doubt.", {
            known: known.length,
            pages: pages.length,
            all,
            doubts: doubts.length,
          })
        : say("The form was not recognised on these scans. Is this the same paper?"),
    );
    this.results.replaceChildren(...pages.map((page) => this.#page(page, files)));
  }

  #page(page, files) {
    const box = document.createElement("section");
    box.className = "tried";
    const head = document.createElement("h3");
    head.textContent = say("{file}, page {number}", {
      file: files[page.file - 1]?.name ?? say("Scan"),
      number: page.page,
    });
    const about = document.createElement("p");
    about.className = "small soft";
    if (page.problem) about.textContent = page.problem;
    else if (page.found !== "zone") about.textContent = say("This page is none of the form’s.");
    else about.textContent = say("Recognised as page {number} ({percent} % of its print found).", {
        number: page.form_page,
        percent: Math.round(page.score * 100),
      });
    box.append(head, about);
    for (const field of page.fields ?? []) box.append(this.#field(field));
    return box;
  }

  #field({ key, raw, value, p, status, problems, picture }) {
    const field = this.store.fields.find((one) => one.key === key);
    const [words, tone] = STATUS[status] ?? [status, ""];
    const row = document.createElement("button");
    row.type = "button";
    row.className = "tried-field";
    row.addEventListener("click", () => this.store.choose(key));
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = field ? (Object.values(field.labels)[0] ?? key) : key;
    name.lang = field ? Object.keys(field.labels)[0] : "en";
    const mark = document.createElement("span");
    mark.className = `word ${tone}`;
    mark.textContent = status === "empty" ? words : `${words} · ${Math.round(p * 100)} %`;
    const crop = document.createElement("canvas");
    crop.className = "crop";
    const read = document.createElement("span");
    read.className = "read";
    read.textContent = this.said(value, raw, field);
    row.append(name, mark, crop, read);
    if (problems.length) {
      const why = document.createElement("span");
      why.className = "why small soft";
      why.textContent = problems.join(" ");
      row.append(why);
    }
    if (picture) draw(crop, picture).catch(() => crop.remove());
    else crop.remove();
    return row;
  }
}

/** A picture that came as base64, onto a canvas: it never gets an address. */
async function draw(canvas, picture) {
  const bytes = Uint8Array.from(atob(picture), (char) => char.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/webp" }));
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
}
