// <hd-mailframe>: gives the sandboxed mail frame the height of what it shows. The frame runs no script of its own;
// allow-same-origin is there for this measurement alone.
class MailFrame extends HTMLElement {
  connectedCallback() {
    this.frame = this.querySelector("iframe");
    this.frame?.addEventListener("load", this.measure);
    this.measure();
  }

  disconnectedCallback() {
    this.frame?.removeEventListener("load", this.measure);
    this.watcher?.disconnect();
  }

  measure = () => {
    const body = this.frame?.contentDocument?.body;
    if (!body?.childNodes.length) return;
    this.watcher ??= new ResizeObserver(this.fit);
    this.watcher.disconnect();
    this.watcher.observe(body);
    this.fit();
  };

  fit = () => {
    const page = this.frame.contentDocument;
    if (!page?.body) return;
    // The document's own scrollHeight is never below the frame's height: it would not shrink when a quote is folded.
    const height = Math.max(page.body.scrollHeight, page.documentElement.offsetHeight, 48);
    this.frame.style.blockSize = `${Math.min(height, 20_000)}px`;
  };
}

customElements.define("hd-mailframe", MailFrame);
