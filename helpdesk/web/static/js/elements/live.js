// <hd-live src="/live">: what others do shows here at once. Rows are patched in place, the open conversation is
// morphed around the composer, new mail is put in when nobody's hand is on the list, else announced by a pill.
import { follow } from "./stream.js";
import { toast } from "../toast.js";

class Live extends HTMLElement {
  connectedCallback() {
    // What happened between the drawing of this page and the first ping is fetched once; a tab that only listens
    // to another one hears no ping and does not wait for it.
    this.catchUp = setTimeout(() => this.turn(true), 400);
    this.stop = follow(this.getAttribute("src"), this.hear, this.turn);
  }

  disconnectedCallback() {
    this.stop();
    clearTimeout(this.calm);
    clearTimeout(this.catchUp);
  }

  hear = (fact) => {
    if (fact.kind === "alarm") return this.refreshAlarms();
    if (!fact.ticket) return this.refreshNav();
    const open = document.getElementById("conversation");
    if (open?.dataset.number === String(fact.ticket)) this.refreshThread(fact.ticket);
    document.querySelector("hd-list")?.take(fact);
    this.refreshNav();
  };

  turn = (isUp) => {
    if (isUp === this.isUp) return;
    this.isUp = isUp;
    clearTimeout(this.calm);
    clearTimeout(this.catchUp);
    if (isUp) return this.recover();
    this.calm = setTimeout(() => this.say(this.dataset.lost), 2500);
  };

  recover() {
    const wasShown = !this.hidden;
    this.hidden = true;
    this.replaceChildren();
    if (wasShown) toast(this.dataset.back);
    document.querySelector("hd-list")?.refresh();
    const open = document.getElementById("conversation");
    if (open?.dataset.number) this.loadThread(open.dataset.number, open.dataset.version);
    this.refreshNav();
  }

  say(words) {
    this.className = "banner";
    this.setAttribute("role", "status");
    this.textContent = words;
    this.hidden = false;
  }

  // Several facts of one act come together: one request answers them all.
  refreshThread(number) {
    clearTimeout(this.threadSoon);
    this.threadSoon = setTimeout(() => this.loadThread(number), 60);
  }

  // `version`: the one on the screen, for which the server has nothing new to say.
  async loadThread(number, version = "") {
    const text = await fragment(`/tickets/${number}/thread?version=${version}`, "conversation");
    const pane = document.getElementById("conversation");
    if (!text || pane?.dataset.number !== String(number) || isBusy(pane)) return;
    await window.htmx.swap({ text, target: pane, swap: "none", sourceElement: pane });
    document.querySelector("hd-composer")?.follow();
  }

  async refreshAlarms() {
    const text = await fragment("/alarms", "alarms");
    const target = document.getElementById("alarms");
    if (text && target) await window.htmx.swap({ text, target, swap: "outerMorph", sourceElement: target });
  }

  refreshNav() {
    this.navSoon ??= setTimeout(async () => {
      this.navSoon = null;
      const nav = document.getElementById("nav");
      if (!nav || document.hidden || nav.contains(document.activeElement) || nav.querySelector(":popover-open")) return;
      const list = document.querySelector("hd-list");
      const lines = nav.querySelector(".nav__scroll");
      const text = await fragment(`/navigation?${list?.dataset.query ?? ""}`, "nav");
      if (text && lines) await window.htmx.swap({ text, target: lines, swap: "outerMorph", select: ".nav__scroll", sourceElement: nav });
    }, 2000);
  }
}

// A picker that is open in the header must not be redrawn under the hand.
function isBusy(pane) {
  return Boolean(pane.querySelector("select:open, .menu:popover-open"));
}

export function fragment(url, target) {
  return page(url, { "HX-Request": "true", "HX-Target": target });
}

async function page(url, headers = {}) {
  const answer = await fetch(url, { headers }).catch(() => null);
  return answer?.status === 200 && !answer.redirected ? answer.text() : "";
}

customElements.define("hd-live", Live);
