// Bundles our side of the conduit for node (.built/conduit.mjs), and the vendor's newer packages as one script for a page (.built/sdk.js) and for node
// (.built/sdk.mjs). It must not run anything.
import path from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const web = path.resolve(here, "../../web");
const file = (name) => JSON.stringify(path.join(web, name));

await esbuild.build({
  stdin: {
    contents: `
export * from ${file("conduit/conduit.ts")};
export * from ${file("conduit/masters.ts")};
export * from ${file("conduit/sdk.ts")};
export { Panel } from ${file("client/panel.ts")};
export { FakeWorld } from ${file("client/fake_world.ts")};
export * from ${file("client/samples.ts")};
`,
    resolveDir: here,
    loader: "ts",
  },
  outfile: path.join(here, ".built", "conduit.mjs"),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18",
  logLevel: "warning",
  sourcemap: "inline",
});

const sdk = {
  stdin: {
    contents: `export { AgentClient, ContactClient } from "@amazon-connect/contact"; export { VoiceClient } from "@amazon-connect/voice";`,
    resolveDir: here,
  },
  bundle: true,
  logLevel: "warning",
};
await esbuild.build({ ...sdk, outfile: path.join(here, ".built", "sdk.js"), format: "iife", globalName: "sdk", platform: "browser" });
await esbuild.build({ ...sdk, outfile: path.join(here, ".built", "sdk.mjs"), format: "esm", platform: "node" });
