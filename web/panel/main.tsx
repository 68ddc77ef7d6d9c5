// The agent's panel: starts the theme, the sound and the page.
import "@cloudscape-design/global-styles/index.css";
import "../ui/page.css";
import "../ui/fields.css";
import "../ui/day.css";
import "./panel.css";
import { createRoot } from "react-dom/client";
import { start_conduit } from "../conduit/frame.ts";
import { Fault } from "../ui/Fault.tsx";
import { allow_sound_on_first_click } from "../ui/sound.ts";
import { start_theme } from "../ui/theme.ts";
import { App } from "./App.tsx";

start_theme();
allow_sound_on_first_click();
start_conduit();
const place = document.getElementById("page");
if (place)
  createRoot(place).render(
    <Fault>
      <App />
    </Fault>,
  );
