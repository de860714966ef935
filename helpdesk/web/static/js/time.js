// One ticking clock for every age and deadline on the page, and the words for spans.
const root = document.documentElement;
const ticking = new Set();
let timer = 0;

export const words = document.getElementById("words")?.dataset ?? {};
const format = (options) => new Intl.NumberFormat(root.lang, { style: "unit", unitDisplay: "narrow", ...options });
const units = { d: format({ unit: "day" }), h: format({ unit: "hour" }), m: format({ unit: "minute" }) };

export function span(seconds) {
  const size = Math.abs(seconds);
  if (size >= 86400) return units.d.format(Math.floor(size / 86400));
  if (size >= 3600) return units.h.format(Math.floor(size / 3600));
  return units.m.format(Math.floor(size / 60));
}

// The server draws the day of anything older than a week; only younger ages tick here.
export function age(seconds, now) {
  if (seconds < 60) return now;
  return seconds < 7 * 86400 ? span(seconds) : null;
}

export function tick(element) {
  ticking.add(element);
  timer ||= setInterval(() => ticking.forEach((one) => one.tick(Date.now())), 30_000);
}

export function untick(element) {
  ticking.delete(element);
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) ticking.forEach((one) => one.tick(Date.now()));
});
