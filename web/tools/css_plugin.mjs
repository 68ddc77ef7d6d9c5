// Keeps the design system's fonts out of the style sheets. It must not know any page.
//
//   url('data:font/woff2;...')      ->  url('./font-<n>.woff2')                         so that the policy needs no "data:" for fonts
//   faces other than 400 and 700 upright are dropped: the pages use no others
import { readFile } from "node:fs/promises";

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
      build.onLoad({ filter: /.*/, namespace: "font" }, ({ path: name }) => ({
        contents: fonts.get(name),
        loader: "file",
      }));
    },
  };
}
