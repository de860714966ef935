// <hd-thread>: opens at the newest message and stays there while frames find their height, unless the reader scrolls.
class Thread extends HTMLElement {
  connectedCallback() {
    this.isPinned = true;
    this.addEventListener("wheel", this.release, { passive: true });
    this.addEventListener("touchmove", this.release, { passive: true });
    this.addEventListener("keydown", this.release);
    this.addEventListener("pointerdown", this.release);
    this.watcher = new ResizeObserver(() => this.isPinned && this.toNewest());
    this.watcher.observe(this.firstElementChild);
    this.toNewest();
  }

  disconnectedCallback() {
    this.watcher.disconnect();
  }

  release = () => {
    this.isPinned = false;
  };

  // The top of the newest message, not its end: one reads downwards.
  toNewest() {
    const messages = this.querySelectorAll(".message");
    const newest = messages[messages.length - 1];
    if (!newest) return;
    const rest = this.scrollHeight - newest.offsetTop + this.offsetTop;
    this.scrollTop = rest > this.clientHeight ? newest.offsetTop - this.offsetTop - 12 : this.scrollHeight;
  }
}

customElements.define("hd-thread", Thread);
