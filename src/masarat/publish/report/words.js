// Words, numbers and plural forms in the reader's language.

const data = JSON.parse(document.getElementById("data").textContent);
const rightToLeft = document.documentElement.dir === "rtl";
const pluralRules = new Intl.PluralRules(data.lang);

// In a right-to-left sentence every value keeps its own direction (Unicode isolates, UAX 9).
function isolated(value) {
  if (!rightToLeft) return String(value);
  const start = /[\u0590-\u07bf]/.test(value) ? "\u2067" : "\u2068";
  return start + value + "\u2069";
}

function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, key) => isolated(values[key]));
}

function text(key, values = {}) {
  return filled(data.words[key], values);
}

function number(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, data.words.group_separator);
}

function count(key, n, values = {}) {
  return filled(data.words[key][pluralRules.select(n)], { n: number(n), ...values });
}

function percent(share) {
  const figure = String(Math.round(100 * share));
  return data.words.percent.replace("{n}", figure);
}

function duration(minutes) {
  const hours = Math.floor(minutes / 60);
  const parts = [["days", Math.floor(hours / 24)], ["hours", hours % 24], ["minutes", minutes % 60]];
  const shown = parts.filter(([, n]) => n > 0).map(([key, n]) => count(key, n));
  if (shown.length === 0) return count("minutes", 0);
  if (shown.length === 1) return shown[0];
  return text("and", { a: shown.slice(0, -1).join(data.words.list_separator), b: shown.at(-1) });
}

// element("p", { class: "note" }, "text", otherElement)
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function byId(id) {
  return document.getElementById(id);
}
