// Small form behaviours: the theme flips at once, selects send themselves, buttons open sheets.
import { toast } from "../toast.js";
import { words } from "../time.js";

class Theme extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.flip);
  }

  flip = async (event) => {
    event.preventDefault();
    const button = this.querySelector("button");
    const root = document.documentElement;
    const dark = root.dataset.theme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    const theme = dark ? "light" : "dark";
    const data = new FormData(button.form);
    data.set("theme", theme);
    root.dataset.theme = theme;
    button.value = dark ? "dark" : "light";
    const use = this.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, dark ? "#moon" : "#sun"));
    const answer = await fetch(button.form.action, { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(data) }).catch(() => null);
    if (!answer?.ok) toast(words.failed, "alert");
  };
}

class Submit extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => event.target.form.requestSubmit());
  }
}

class Sheet extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      button.closest("[popover]")?.hidePopover();
      document.getElementById(this.getAttribute("for")).showModal();
    });
  }
}

customElements.define("hd-theme", Theme);
customElements.define("hd-submit", Submit);
customElements.define("hd-sheet", Sheet);
