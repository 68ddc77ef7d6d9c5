// Lets our style sheets name Cloudscape's design tokens and keeps fonts out of style sheets. It must not know any page.
//
//   token(color-text-body-default)  ->  var(--color-text-body-default-gtm97i, #0f141a)   the value the design system exports
//   url('data:font/woff2;...')      ->  url('./font-<n>.woff2')                         so that the policy needs no "data:" for fonts
//   faces other than 400 and 700 upright are dropped: the pages use no others
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as tokens from "@cloudscape-design/design-tokens";

const camel = (name) => name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

function token_value(name, file) {
  const value = tokens[camel(name)];
  if (value === undefined) throw new Error(`${file}: there is no design token "${name}"`);
  return value;
}

function keep_used_faces(css) {
  return css.replace(/@font-face \{[^}]*\}/g, (face) =>
    /font-weight: (400|700);/.test(face) && /font-style: normal;/.test(face)
      ? face.replace("font-style", "font-display: swap;\n  font-style")
      : "",
  );
}

export function css_plugin() {
  const fonts = new Map();
  return {
    name: "css",
    setup(build) {
      build.onLoad({ filter: /global-styles\/index\.css$/ }, async ({ path: file }) => {
        const css = keep_used_faces(await readFile(file, "utf8"));
        const contents = css.replace(/url\('data:font\/woff2;base64,([^']+)'\)/g, (_, base64) => {
          const name = `font-${fonts.size}.woff2`;
          fonts.set(name, Buffer.from(base64, "base64"));
          return `url("font:${name}")`;
        });
        return { contents, loader: "css" };
      });
      build.onResolve({ filter: /^font:/ }, ({ path: name }) => ({ path: name.slice(5), namespace: "font" }));
      build.onLoad({ filter: /.*/, namespace: "font" }, ({ path: name }) => ({ contents: fonts.get(name), loader: "file" }));
      build.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
        if (file.includes("node_modules")) return undefined;
        const css = await readFile(file, "utf8");
        const contents = css.replace(/token\(([a-z0-9-]+)\)/g, (_, name) => token_value(name, path.basename(file)));
        return { contents, loader: "css" };
      });
    },
  };
}
