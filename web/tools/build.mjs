// Bundles the pages into web/dist and says how large they are. Nothing of node is needed to serve the result.
//
//   dist/ccp-v2/index.html, dist/login/index.html   both load from dist/ccp-v2/assets/ (address /ccp-v2/assets/)
//   dist/chat/index.html                            loads from dist/chat/assets/       (address /chat/assets/)
//   dist/chat/embed.js                              one file, no dependencies
//   dist/supervisor/index.html                      loads from dist/supervisor/assets/  (address /supervisor/assets/)
//   dist/admin/index.html                           loads from dist/admin/assets/  (address /admin/assets/)
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { css_plugin } from "./css_plugin.mjs";

const web = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(web, "dist");
const EMBED_BYTES_MAX = 5 * 1024;
const PAGE_BYTES_MAX = 400 * 1024; // JavaScript and style sheets of one page, gzip

const common = {
  absWorkingDir: web,
  bundle: true,
  minify: true,
  legalComments: "none",
  target: ["es2021", "chrome100", "firefox100", "safari15"],
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
  loader: { ".svg": "dataurl" }, // the mark in the style sheet; img-src allows "data:" for the design system anyway
};

async function bundle(address, entries) {
  const result = await esbuild.build({
    ...common,
    entryPoints: entries.map((entry) => ({ in: entry, out: entry.split("/")[0] })),
    outdir: path.join(dist, address.slice(1), "assets"),
    publicPath: `${address}/assets/`,
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    assetNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    jsx: "automatic",
    metafile: true,
    plugins: [css_plugin()],
  });
  await copyFile(path.join(web, "ui/icon.svg"), path.join(dist, address.slice(1), "assets/icon.svg"));
  return result.metafile.outputs;
}

// The files a page loads: its entry, the style sheet beside it and everything it imports without asking.
function files_of(outputs, entry) {
  const [file] = Object.entries(outputs).find(([, output]) => output.entryPoint === entry);
  const wanted = new Set();
  const add = (name) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const { path: imported, kind } of outputs[name].imports) if (kind === "import-statement") add(imported);
  };
  add(file);
  const style = outputs[file].cssBundle; // none: a page without a look of its own
  return { script: file, style, all: [...wanted, style].filter(Boolean) };
}

const address_of = (file) => file.replace(/^dist/, "");

async function write_page(outputs, entry, title, folder) {
  const files = files_of(outputs, entry);
  const preload = files.all
    .filter((file) => file.endsWith(".js") && file !== files.script)
    .map((file) => `<link rel="modulepreload" href="${address_of(file)}">\n`)
    .join("");
  const style = files.style ? `<link rel="stylesheet" href="${address_of(files.style)}">\n` : "";
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${path.dirname(address_of(files.script))}/icon.svg" type="image/svg+xml">
${style}${preload}<script type="module" src="${address_of(files.script)}"></script>
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`;
  await mkdir(path.join(dist, folder), { recursive: true });
  await writeFile(path.join(dist, folder, "index.html"), html);
  let total = 0;
  for (const file of files.all) total += gzipSync(await readFile(path.join(web, file)), { level: 9 }).length;
  console.log(`${folder.padEnd(10)} ${(total / 1024).toFixed(1)} KiB of JavaScript and style sheets (gzip)`);
  if (total > PAGE_BYTES_MAX) throw new Error(`${folder} is larger than ${PAGE_BYTES_MAX} bytes`);
}

async function build_embed() {
  const outfile = path.join(dist, "chat", "embed.js");
  await esbuild.build({ ...common, entryPoints: ["chat/embed.ts"], format: "iife", outfile });
  const { length } = await readFile(outfile);
  console.log(`embed.js ${(length / 1024).toFixed(1)} KiB`);
  if (length > EMBED_BYTES_MAX) throw new Error(`embed.js is larger than ${EMBED_BYTES_MAX} bytes`);
}

// The page that old releases of the embedding library load first (conduit/storage_access.ts).
async function build_storage_access() {
  const outdir = path.join(dist, "ccp-v2", "assets");
  const entryPoints = [{ in: "conduit/storage_access.ts", out: "storage-access" }];
  const { metafile } = await esbuild.build({
    ...common,
    entryPoints,
    outdir,
    entryNames: "[name]-[hash]",
    format: "iife",
    metafile: true,
  });
  const [file] = Object.keys(metafile.outputs);
  const script = `<script src="${address_of(file)}"></script>`;
  const html = `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Nextup</title>${script}</head><body></body></html>\n`;
  await writeFile(path.join(dist, "ccp-v2", "request-storage-access.html"), html);
}

await rm(dist, { recursive: true, force: true });
const agent = await bundle("/ccp-v2", ["panel/main.tsx", "login/main.tsx"]);
await write_page(agent, "panel/main.tsx", "Nextup", "ccp-v2");
await write_page(agent, "login/main.tsx", "Sign in - Nextup", "login");
await build_storage_access();
const customer = await bundle("/chat", ["chat/main.tsx"]);
await write_page(customer, "chat/main.tsx", "Chat", "chat");
await build_embed();
const supervisor = await bundle("/supervisor", ["supervisor/main.tsx"]);
await write_page(supervisor, "supervisor/main.tsx", "Supervisor - Nextup", "supervisor");
const admin = await bundle("/admin", ["admin/main.tsx"]);
await write_page(admin, "admin/main.tsx", "Administration - Nextup", "admin");
