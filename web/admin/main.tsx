// The administrator's pages: starts the theme and the page.
import "@cloudscape-design/global-styles/index.css";
import "../ui/page.css";
import "./admin.css";
import { createRoot } from "react-dom/client";
import { Fault } from "../ui/Fault.tsx";
import { SignedIn } from "../ui/SignedIn.tsx";
import { start_theme } from "../ui/theme.ts";
import { App } from "./App.tsx";

start_theme();
const place = document.getElementById("page");
if (place)
  createRoot(place).render(
    <Fault>
      <SignedIn>{(session, signed_out) => <App session={session} signed_out={signed_out} />}</SignedIn>
    </Fault>,
  );
