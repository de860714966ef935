// <hd-hotkeys>: the letters of the sheet it holds. Matched by event.key; silent in fields, dialogs and menus, with
// modifiers, and while an input method composes.
import { toast } from "../toast.js";

const list = () => document.querySelector("hd-list");
const press = (selector) => document.querySelector(selector)?.click();
const write = (mode) => document.querySelector("hd-composer")?.open(mode);

function pick(id) {
  const field = document.getElementById(id);
  field?.focus();
  try {
    field?.showPicker();
  } catch {
    // The browser wants a click first: the field has the focus, arrow keys choose.
  }
}

function back() {
  if (document.querySelector("#conversation[data-number]")) location.assign(document.querySelector(".head__back").href);
}

function takeIt() {
  const field = document.getElementById("assignee");
  const me = document.querySelector("hd-hotkeys").dataset.me;
  if (!field || field.value === me) return;
  field.value = me;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function snooze() {
  const menu = document.getElementById("more-menu");
  if (!menu) return;
  menu.showPopover({ source: document.getElementById("more") });
  document.getElementById("snooze").focus();
}

function panel() {
  const root = document.documentElement;
  if (innerWidth < 1280) return document.getElementById("context")?.togglePopover();
  root.dataset.context = root.dataset.context === "hidden" ? "" : "hidden";
}

const keys = {
  j: () => list()?.step(1),
  k: () => list()?.step(-1),
  o: () => list()?.step(0),
  u: back,
  r: () => write("reply"),
  n: () => write("note"),
  e: () => press("#done"),
  m: takeIt,
  i: () => pick("assignee"),
  h: snooze,
  z: () => press('[data-testid="undo"]'),
  ".": () => press('[data-testid="new-pill"]:not([hidden])'),
  "/": () => (document.querySelector(".search-form input") ?? document.getElementById("nav-search"))?.focus(),
  "\\": panel,
  "?": () => document.getElementById("shortcuts").showModal(),
};

class Hotkeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.press);
    document.addEventListener("click", this.copy);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
    document.removeEventListener("click", this.copy);
  }

  press = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const field = event.target.closest?.("input, textarea, select, [contenteditable], dialog, [popover]:popover-open");
    if (event.key === "Escape" && event.target.closest?.("hd-composer, .nav__search")) return event.target.blur();
    if (field && !(field.type === "radio")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  // A click on the number copies the link; Ctrl+click still opens it in a tab.
  copy = (event) => {
    const link = event.target.closest?.(".head__number");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(() => toast(document.getElementById("words").dataset.copied));
  };
}

customElements.define("hd-hotkeys", Hotkeys);
