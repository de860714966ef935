// Copies the third-party files the pages need from node_modules into helpdesk/web/static/vendor and records
// name, version, licence and sha256 of each in vendor.json. The outputs are committed: `npm ci && npm run vendor`
// must leave no diff.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = process.env.VENDOR_MODULES ?? join(root, "node_modules");
const out = join(root, "helpdesk/web/static/vendor");

const copies = [
  ["htmx.org", "dist/htmx.esm.min.js", "htmx.esm.min.js"],
  ["htmx.org", "dist/ext/hx-preload.min.js", "hx-preload.min.js"],
  ["@fontsource-variable/inter", "files/inter-latin-wght-normal.woff2", "inter-latin.woff2"],
  ["@fontsource-variable/inter", "files/inter-latin-ext-wght-normal.woff2", "inter-latin-ext.woff2"],
];

const icons = readFileSync(join(root, "tools/icons.txt"), "utf8").split(/\s+/).filter(Boolean).sort();

function main() {
  mkdirSync(out, { recursive: true });
  const files = copies.map(([name, from, to]) => entry(name, to, strip(readFileSync(join(modules, name, from)), to)));
  files.push(entry("lucide-static", "icons.svg", Buffer.from(sprite())));
  writeFileSync(join(out, "vendor.json"), JSON.stringify({ files }, null, 2) + "\n");
}

// A source map reference to a file we do not ship would be a 404 in every developer console, and the hashed
// static storage refuses to build with it.
function strip(bytes, to) {
  return to.endsWith(".js") ? Buffer.from(bytes.toString("utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n")) : bytes;
}

function entry(name, to, bytes) {
  writeFileSync(join(out, to), bytes);
  const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
  return { file: to, name, version, license, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function sprite() {
  const symbols = icons.map((name) => {
    const svg = readFileSync(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
    const inner = svg.replace(/<!--.*?-->/gs, "").match(/<svg[^>]*>(.*)<\/svg>/s)[1].replace(/\s+/g, " ").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

main();
