// What the page says, in Dutch or English, whichever was chosen on this phone.

const ROOT = document.body.dataset.root;
const OTHER = { nl: "en", en: "nl" };
let sentences = {};

/** A sentence, filled in: say("conflicts", { n: 3 }). */
export const say = (key, values = {}) =>
  (sentences[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export const knows = (key) => key in sentences;

/** Speak a language, and say everything on the page in it. */
export async function speak(language) {
  sentences = await (await fetch(`${ROOT}/words.${language}.json`)).json();
  document.documentElement.lang = language;
  document.title = say("title");
  document.querySelectorAll("[data-say]").forEach((element) => {
    element.textContent = say(element.dataset.say);
  });
  const button = document.querySelector("#language");
  button.lang = OTHER[language];
  button.textContent = say("other_language");
}

export const language = () => document.documentElement.lang;
export const otherLanguage = () => OTHER[language()];

/** When something was: the time, and the day too where that was not today. */
export function moment(value) {
  const then = new Date(value);
  const isToday = then.toDateString() === new Date().toDateString();
  const style = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
  if (!isToday) Object.assign(style, { weekday: "short", day: "numeric", month: "short" });
  return new Intl.DateTimeFormat(language(), style).format(then);
}

/** How long ago something was, in its largest unit. */
export function ago(value) {
  const seconds = Math.max(0, Math.round((Date.now() - value) / 1000));
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  if (seconds < 60) return format.format(-seconds, "second");
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), "minute");
  return format.format(-Math.floor(seconds / 3600), "hour");
}
