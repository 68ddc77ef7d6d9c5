// Runs the scripts of this folder and prints TAP. Say names to run only those: node run.mjs conduit
import { finish } from "../tap.mjs";

const scripts = ["conduit", "sdk", "browser"];
const chosen = process.argv.slice(2);
for (const name of scripts.filter((one) => chosen.length === 0 || chosen.includes(one))) {
  const script = await import(`./${name}.mjs`);
  await script.run();
}
process.exit(finish() === 0 ? 0 : 1);
