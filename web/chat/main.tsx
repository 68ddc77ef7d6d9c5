// The customer's chat page; it works alone and in a frame.
import "@cloudscape-design/global-styles/index.css";
import "../ui/page.css";
import "./chat.css";
import { createRoot } from "react-dom/client";
import { Fault } from "../ui/Fault.tsx";
import { start_theme } from "../ui/theme.ts";
import { App } from "./App.tsx";

start_theme();
const place = document.getElementById("page");
if (place)
  createRoot(place).render(
    <Fault>
      <App flow={new URLSearchParams(window.location.search).get("flow") ?? ""} />
    </Fault>,
  );
