// <hd-undo data-seconds>: the ten seconds in which a reply can be taken back. Counts by itself; the server decides.
class Undo extends HTMLElement {
  connectedCallback() {
    for (const older of document.querySelectorAll("hd-undo")) {
      if (older !== this && older.id === this.id) older.remove();
    }
    this.end = performance.now() + Number(this.dataset.seconds) * 1000;
    this.timer = setInterval(this.count, 250);
    this.addEventListener("htmx:finally:request", () => this.remove());
    this.count();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  count = () => {
    const left = Math.ceil((this.end - performance.now()) / 1000);
    if (left <= 0) return this.remove();
    const shown = this.querySelector(".toast__seconds");
    if (shown.textContent !== String(left)) shown.textContent = left;
  };
}

customElements.define("hd-undo", Undo);
