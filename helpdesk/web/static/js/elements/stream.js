// One EventSource per browser: the tab that holds the lock listens, the others hear it over a BroadcastChannel.
// Without Web Locks (plain http on a host name) every tab listens for itself.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("crossdesk-live") : null;
const STEPS = [1, 2, 4, 8, 15, 30];

// Calls onFact({ticket, mailbox, kind, version}) and onState(true | false); returns the function that stops it.
export function follow(url, onFact, onState) {
  const stop = new AbortController();
  const hear = (message) => (message.fact ? onFact(message.fact) : onState(message.up));
  const tell = (message) => {
    hear(message);
    channel?.postMessage(message);
  };
  channel?.addEventListener("message", ({ data }) => hear(data), { signal: stop.signal });
  const lead = () => listen(url, tell, stop.signal);
  if (channel && navigator.locks) navigator.locks.request("crossdesk-live", { signal: stop.signal }, lead).catch(() => {});
  else lead();
  return () => stop.abort();
}

function listen(url, tell, signal) {
  return new Promise((done) => {
    let tries = 0;
    let source;
    let wait;
    let silence;
    const open = () => {
      clearTimeout(wait);
      source?.close();
      source = new EventSource(url);
      // The first ping says that the server listens now: what it tells from here on is whole.
      source.addEventListener("ping", up, { once: true });
      source.addEventListener("ping", alive);
      source.addEventListener("ticket", ({ data }) => {
        alive();
        tell({ fact: JSON.parse(data) });
      });
      source.addEventListener("error", down);
      alive();
    };
    // A stream that says nothing for 45 s (the server pings oftener) is dead, even when no error was raised.
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(down, 45_000);
    };
    const up = () => {
      tries = 0;
      tell({ up: true });
    };
    const down = () => {
      source.close();
      tell({ up: false });
      clearTimeout(wait);
      wait = setTimeout(open, STEPS[Math.min(tries++, STEPS.length - 1)] * 1000 * (0.8 + Math.random() * 0.4));
    };
    window.addEventListener("online", open, { signal });
    signal.addEventListener("abort", () => {
      clearTimeout(wait);
      clearTimeout(silence);
      source.close();
      done();
    });
    open();
  });
}
