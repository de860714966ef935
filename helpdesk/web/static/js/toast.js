// Short words at the foot of the page, and what to say when a request fails.
import { words } from "./time.js";

export function toast(text, role = "status") {
  const box = document.createElement("div");
  box.className = "toast toast--plain";
  box.dataset.testid = "toast";
  box.setAttribute("role", role);
  box.textContent = text;
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), 6000);
}

document.addEventListener("htmx:response:error", ({ detail }) => {
  const status = detail.ctx.response.status;
  if (status === 409 || status === 422) return;
  if (status === 401 || detail.ctx.response.raw.url.includes("/login")) return location.reload();
  toast({ 403: words.forbidden, 404: words.gone }[status] ?? words.failed, "alert");
});

document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.error?.name === "TypeError" && !detail.ctx?.response) toast(words.offline, "alert");
});

// A session that ended answers with the sign-in page; that belongs into the window, not into a pane.
document.addEventListener("htmx:before:swap", (event) => {
  if (!new URL(event.detail.ctx.response?.raw?.url ?? location.href, location.href).pathname.startsWith("/login")) return;
  event.preventDefault();
  location.reload();
});

// What the server put into #toasts goes away by itself.
new MutationObserver((records) => {
  for (const node of records.flatMap((record) => [...record.addedNodes])) {
    if (node.nodeType === 1 && node.matches(".toast--plain")) setTimeout(() => node.remove(), 6000);
  }
}).observe(document.getElementById("toasts"), { childList: true });
