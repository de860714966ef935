// <hd-due data-at data-state>: the chip of the next target. Changes tone and icon with its state, ticks by itself.
import { fill, span, tick, untick } from "../time.js";

const tones = { far: "outline", soon: "warn", over: "bad" };

class Due extends HTMLElement {
  connectedCallback() {
    tick(this);
  }

  disconnectedCallback() {
    untick(this);
  }

  tick(at) {
    const left = (Date.parse(this.dataset.at) - at) / 1000;
    const state = left < 0 ? "over" : left <= 1800 ? "soon" : "far";
    const words = state === "over" ? this.dataset.over : this.dataset.left;
    this.lastElementChild.textContent = fill(words, { kind: this.dataset.kind, span: span(left) });
    if (state !== this.dataset.state) this.turn(state);
  }

  turn(state) {
    this.classList.replace(`chip--${tones[this.dataset.state]}`, `chip--${tones[state]}`);
    this.dataset.state = state;
    const use = this.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, state === "over" ? "#triangle-alert" : "#clock"));
    if (this.closest("#head")) document.getElementById("live-polite").textContent = this.textContent;
  }
}

customElements.define("hd-due", Due);
