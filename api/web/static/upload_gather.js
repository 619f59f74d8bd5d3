// What was dropped or chosen, as a flat list of files with the folders they lay in.

const LITTER = /^(\..*|~\$.*|thumbs\.db|desktop\.ini|.*\.(tmp|part|crdownload|partial))$/i;

const HANDFUL = 500;

/**
 * @typedef {{file: File, folder: string}} Found
 * @typedef {{found: Found[], passed: string[], closed: string[]}} Gathered `passed` are names of
 *   litter, `closed` of what this computer does not let us open.
 */

/** Every file of a drop, folders opened to the bottom. @returns {Promise<Gathered>} */
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return sorted([...transfer.files].map((file) => ({ file, folder: "" })));
  const found = [];
  const closed = [];
  const open = entries.map((entry) => ({ entry, folder: "" }));
  while (open.length) {
    const { entry, folder } = open.pop();
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    try {
      if (entry.isFile) {
        found.push({ file: await new Promise((good, bad) => entry.file(good, bad)), folder });
      } else {
        for (const below of await inside(entry.createReader())) open.push({ entry: below, folder: path });
      }
    } catch {
      closed.push(path); // no right to it, or gone: the others are sent all the same
    }
  }
  return { ...sorted(found), closed };
}

/** The files of an input, of single files or of a folder. @returns {Gathered} */
export function chosen(input) {
  return sorted(
    [...input.files].map((file) => ({
      file,
      folder: file.webkitRelativePath.split("/").slice(0, -1).join("/"),
    })),
  );
}

const BREATH = 40; // milliseconds after which the page may do something else

/**
 * The files in handfuls, looked up. Browsers ask the disk when a file's size is first asked for:
 * ten thousand on a slow share would hold the page still for a minute.
 * @param {Found[]} found @returns {AsyncGenerator<Found[]>}
 */
export async function* handfuls(found) {
  let since = performance.now();
  for (let at = 0; at < found.length; at += HANDFUL) {
    const some = found.slice(at, at + HANDFUL);
    for (const { file } of some) {
      const late = file.size >= 0 && performance.now() - since > BREATH;
      if (late) {
        await new Promise((good) => setTimeout(good));
        since = performance.now();
      }
    }
    yield some;
  }
}

async function inside(reader) {
  const found = [];
  for (;;) {
    // A reader gives at most a hundred entries a time.
    const some = await new Promise((good, bad) => reader.readEntries(good, bad));
    if (!some.length) return found;
    found.push(...some);
  }
}

/** In the order that people number things in: scan-2 before scan-10. */
const order = new Intl.Collator("en", { numeric: true });

function sorted(all) {
  const litter = ({ file }) => LITTER.test(file.name);
  const found = all.filter((one) => !litter(one));
  found.sort((a, b) => order.compare(a.folder, b.folder) || order.compare(a.file.name, b.file.name));
  return { found, passed: all.filter(litter).map(({ file }) => file.name), closed: [] };
}
