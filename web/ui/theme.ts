// Light or dark: what the system says unless the person chose. It must not draw anything.
import { applyMode, Mode } from "@cloudscape-design/global-styles";

export type Theme = "system" | "light" | "dark";

const KEY = "nextup.theme";
const system_dark = window.matchMedia("(prefers-color-scheme: dark)");

export function read_theme(): Theme {
  const stored = read_stored(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function is_dark(theme: Theme): boolean {
  return theme === "dark" || (theme === "system" && system_dark.matches);
}

export function choose_theme(theme: Theme): void {
  write_stored(KEY, theme === "system" ? null : theme);
  show_theme();
}

function show_theme(): void {
  const dark = is_dark(read_theme());
  applyMode(dark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
}

export function start_theme(): void {
  show_theme();
  system_dark.addEventListener("change", show_theme);
  window.addEventListener("storage", show_theme);
}

/** Storage may be forbidden inside a foreign frame; a preference is then not kept. */
export function read_stored(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function write_stored(key: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, value);
  } catch {
    // not kept
  }
}
