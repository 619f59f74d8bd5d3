// Times in the reader's own zone, as their language writes them; the server writes them in UTC.
// Browsers know no Khmer months: the names come with the words, from the server.
import { digits, language, months } from "/static/say.js";

const BUDDHIST = 543; // years before the common era

/** A day in words; in Thai with the year of the Buddhist era beside it. */
export function day(date) {
  const era = language === "th" ? ` (พ.ศ. ${date.getFullYear() + BUDDHIST})` : "";
  return digits(`${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}${era}`);
}

/** A moment in words, in the zone of the browser. */
export function moment(date) {
  const two = (part) => String(part).padStart(2, "0");
  return `${day(date)}, ${digits(`${two(date.getHours())}:${two(date.getMinutes())}`)}`;
}

/** Put every <time> in this part of the page into the reader's zone and language. */
export function tell(part = document) {
  for (const time of part.querySelectorAll("time[datetime]")) {
    if (time.dataset.told) continue;
    time.dataset.told = "yes";
    time.title = time.textContent;
    time.textContent = moment(new Date(time.dateTime));
  }
}

tell();
