// <hd-composer>: reply and note in one place, each with its own draft; saves 800 ms after the last key, keeps what
// could not be saved in the browser, sends with Ctrl+Enter. The plain form beneath works without it.
const PAUSE = 800;

class Composer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (document.hidden) document.addEventListener("visibilitychange", () => this.seen(), { once: true });
    else this.seen();
    if (!this.form || this.text) return;
    this.text = this.form.elements.body;
    this.kept = { [this.mode]: this.text.value, [this.other]: this.text.dataset.other };
    this.last = this.mode;
    this.recall();
    this.form.addEventListener("change", this.changed);
    this.form.addEventListener("input", this.typed);
    this.form.addEventListener("keydown", this.keys);
    this.form.addEventListener("submit", this.sending);
    this.form.addEventListener("htmx:before:request", this.sending);
    this.form.addEventListener("htmx:after:request", this.answered);
    this.form.addEventListener("htmx:error", () => this.save());
    this.querySelector(".composer__to").addEventListener("toggle", ({ target }) => target.open && this.form.elements.to.focus());
    window.addEventListener("pagehide", this.flush);
    this.dress();
  }

  disconnectedCallback() {
    this.flush();
    window.removeEventListener("pagehide", this.flush);
  }

  get mode() {
    return this.form.elements.mode.value;
  }

  get other() {
    return this.mode === "reply" ? "note" : "reply";
  }

  // Of the kind whose text stands in the field: while the mode is being changed that is still the old one.
  get slot() {
    return `draft-${this.id}-${this.last}`;
  }

  // Called by the shortcuts: R and N.
  open(mode) {
    if (!this.text) return;
    this.form.querySelector(`[value="${mode}"]`).checked = true;
    this.change();
    this.text.focus();
    this.text.setSelectionRange(this.text.value.length, this.text.value.length);
  }

  changed = ({ target }) => {
    if (target.name === "mode") this.change();
    if (target.name === "attachments") this.showFiles(target.files);
  };

  change() {
    if (this.mode === this.last) return this.dress();
    this.flush();
    this.kept[this.last] = this.text.value;
    this.last = this.mode;
    this.text.value = this.kept[this.mode] ?? "";
    this.dress();
  }

  // One button is "send" at a time, whichever mode is on; Enter in a field never sends the other kind.
  dress() {
    const note = this.mode === "note";
    this.text.placeholder = this.text.dataset[this.mode];
    const [send, done, add] = this.form.querySelectorAll(".composer__bar [type=submit]");
    for (const button of [send, done]) button.disabled = note;
    add.disabled = !note;
    send.dataset.testid = note ? "send-reply" : "send";
    add.dataset.testid = note ? "send" : "add-note";
  }

  typed = ({ target }) => {
    if (target !== this.text) return;
    localStorage.setItem(this.slot, this.text.value);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
    this.isDirty = true;
  };

  async save(keepalive = false) {
    const { slot } = this;
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken?.value ?? "", kind: this.last, body: this.text.value });
    const sent = this.text.value;
    this.isDirty = false;
    this.say(this.dataset.saving);
    this.saving = new AbortController();
    const { signal } = this.saving;
    const answer = await fetch(this.dataset.draftUrl, { method: "POST", body, keepalive, signal }).catch(() => null);
    if (signal.aborted) return;
    if (answer?.ok) {
      if (localStorage.getItem(slot) === sent) localStorage.removeItem(slot);
      this.say(sent ? this.dataset.saved : "");
    } else {
      this.isDirty = true;
      this.say(this.dataset.unsaved);
      this.timer = setTimeout(() => this.isConnected && this.save(), 5000);
    }
  }

  flush = () => {
    clearTimeout(this.timer);
    if (this.isDirty) this.save(true);
  };

  // Text that never reached the server (a crash, a lost line) comes back.
  recall() {
    const lost = localStorage.getItem(this.slot);
    if (!lost || lost === this.text.value) return;
    this.text.value = lost;
    this.save();
  }

  say(words) {
    this.querySelector(".composer__saved").textContent = words;
  }

  keys = (event) => {
    // Enter in the time's field would press the form's first button, which sends at once.
    if (event.key === "Enter" && event.target.name === "send_at") {
      event.preventDefault();
      return this.form.querySelector("[value=pick]").click();
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    const [send, done, add] = this.form.querySelectorAll(".composer__bar [type=submit]");
    (this.mode === "note" ? add : event.shiftKey ? send : done).click();
  };

  // A draft saved after its own sending would come back as one.
  sending = () => {
    clearTimeout(this.timer);
    this.saving?.abort();
    this.isDirty = false;
  };

  answered = ({ detail }) => {
    if (detail.ctx.response.status < 400) localStorage.removeItem(this.slot);
    else this.save();
  };

  showFiles(files) {
    const box = this.querySelector(".composer__files");
    box.replaceChildren(
      ...[...files].map((file) => {
        const chip = document.createElement("span");
        chip.className = "chip chip--outline";
        chip.textContent = `${file.name} · ${Math.max(1, Math.round(file.size / 1000))} kB`;
        return chip;
      }),
    );
  }

  // New messages were drawn above: they are seen now, and an answer not yet begun answers them too.
  follow() {
    const newest = this.newest;
    if (this.text && !this.text.value.trim() && newest) this.form.elements.seen_through.value = newest;
    this.seen();
  }

  get newest() {
    const ids = [...document.querySelectorAll("#thread .message")].map((one) => Number(one.id.split("-")[1]));
    return Math.max(0, ...ids);
  }

  seen() {
    const token = this.form?.elements.csrfmiddlewaretoken?.value ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    const through = this.newest || document.getElementById("conversation")?.dataset.seen;
    if (!token || !through) return;
    fetch(this.dataset.seenUrl, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: token, through }) }).catch(() => null);
    document.getElementById(`row-${this.id.split("-")[1]}`)?.classList.remove("row--unread");
  }
}

customElements.define("hd-composer", Composer);
