// <hd-ago><time datetime>2m</time></hd-ago>: keeps an age true while the page stays open.
import { age, tick, untick } from "../time.js";

const now = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "narrow" }).format(0, "second");

class Ago extends HTMLElement {
  connectedCallback() {
    tick(this);
  }

  disconnectedCallback() {
    untick(this);
  }

  tick(at) {
    const time = this.querySelector("time");
    const text = time && age((at - Date.parse(time.dateTime)) / 1000, now);
    if (text && text !== time.textContent) time.textContent = text;
  }
}

customElements.define("hd-ago", Ago);
