// <hd-list>: J/K and arrows through the rows (roving focus), the open row marked before the answer comes, and what
// the live stream says about rows. Rows never move while a hand is on the list.
import { fragment } from "./live.js";
import { fill } from "../time.js";

const HAND_SECONDS = 15;

class List extends HTMLElement {
  connectedCallback() {
    this.waiting = new Set();
    this.unknown = new Set();
    this.touched = -Infinity;
    this.addEventListener("pointermove", this.touch, { passive: true });
    this.addEventListener("pointerleave", () => (this.touched = -Infinity));
    this.addEventListener("click", this.choose);
    this.addEventListener("keydown", this.keys);
    this.addEventListener("htmx:after:swap", () => this.rove());
    this.rove();
    this.current?.scrollIntoView({ block: "nearest" });
    document.querySelector('.view-strip [aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "center" });
    document.addEventListener("htmx:after:swap", this.advance);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.advance);
  }

  // Done or snoozed: the next conversation opens by itself. What was done stays in its row until the list is drawn anew.
  advance = ({ detail: { ctx } }) => {
    if (ctx.request?.method !== "POST" || ctx.response?.status !== 200 || !this.current) return;
    const { action, body } = ctx.request;
    const isSent = action.endsWith("/replies") && body.get("then") === "done";
    const isDone = action.endsWith("/status") && (body.get("snooze") || body.get("status") === "resolved");
    if (isSent || isDone) this.step(1);
  };

  get links() {
    return [...this.querySelectorAll(".row__link")];
  }

  get current() {
    return this.querySelector('.row__link[aria-current="true"]');
  }

  touch = () => {
    this.touched = performance.now();
  };

  choose = ({ target, ctrlKey, metaKey, shiftKey }) => {
    const link = target.closest(".row__link");
    if (link && !ctrlKey && !metaKey && !shiftKey) this.mark(link);
  };

  // One stop for Tab: the open row, else the first. Without this script every row is one.
  rove() {
    const stop = this.current ?? this.links[0];
    for (const link of this.links) link.tabIndex = link === stop ? 0 : -1;
  }

  mark(link) {
    for (const other of this.links) {
      other.tabIndex = other === link ? 0 : -1;
      if (other !== link) other.removeAttribute("aria-current");
    }
    link.setAttribute("aria-current", "true");
  }

  keys = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = this.links.indexOf(document.activeElement);
    if (!by || at < 0) return;
    event.preventDefault();
    this.links[at + by]?.focus();
  };

  // Opens the conversation `by` rows away from the open one.
  step(by) {
    const links = this.links;
    const at = links.indexOf(this.current);
    const next = links[at < 0 ? 0 : at + by];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    next.click();
  }

  async take(fact) {
    const row = document.getElementById(`row-${fact.ticket}`);
    if (row) return this.patch(row, fact);
    this.unknown.add(fact.ticket);
    this.looking ??= setTimeout(this.look, 150);
  }

  // Only the server knows whether a ticket belongs into this view, and where: ask once for all that came together.
  look = async () => {
    this.looking = null;
    const numbers = [...this.unknown];
    this.unknown.clear();
    const text = await fragment(this.dataset.url, "ticket-list");
    const here = numbers.filter((number) => text.includes(`id="row-${number}"`) && !document.getElementById(`row-${number}`));
    if (!here.length || !this.isConnected) return;
    if (this.hasHand) return this.announce(here);
    await this.redraw(text);
    for (const number of here) document.getElementById(`row-${number}`)?.classList.add("row--fresh");
  };

  get hasHand() {
    if (document.hidden) return this.scrollTop > 8;
    return this.scrollTop > 8 || performance.now() - this.touched < HAND_SECONDS * 1000;
  }

  async patch(row, fact) {
    if (fact.version && Number(row.dataset.version) >= fact.version) return;
    const text = await fragment(`/tickets/${fact.ticket}/row?${this.dataset.query}`, row.id);
    if (!text.trim() || !row.isConnected) return;
    const wasCurrent = row.contains(this.current);
    await window.htmx.swap({ text, target: row, swap: "outerMorph", sourceElement: row });
    const link = document.getElementById(row.id)?.querySelector(".row__link");
    if (wasCurrent && link) this.mark(link);
    else this.rove();
  }

  announce(numbers) {
    for (const number of numbers) this.waiting.add(number);
    const pill = this.querySelector('[data-testid="new-pill"]');
    pill.hidden = false;
    pill.lastElementChild.textContent = fill(pill.dataset.label, { count: this.waiting.size });
  }

  async refresh() {
    const text = await fragment(this.dataset.url, "ticket-list");
    if (text && !this.hasHand) await this.redraw(text);
  }

  // The first page again, in order; only while nobody's hand is on the list.
  async redraw(text) {
    const open = this.current?.closest(".row").id;
    await window.htmx.swap({ text, target: this, swap: "outerMorph", sourceElement: this });
    this.waiting.clear();
    const link = open && document.getElementById(open)?.querySelector(".row__link");
    if (link) this.mark(link);
    else this.rove();
  }
}

customElements.define("hd-list", List);
