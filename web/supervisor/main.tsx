// The supervisor's board: starts the theme and the page.
import "@cloudscape-design/global-styles/index.css";
import "../ui/page.css";
import "../ui/fields.css";
import "../ui/day.css";
import "./css/shell.css";
import "./css/agents.css";
import "./css/side.css";
import "./css/queues.css";
import "./css/chat.css";
import "./css/history.css";
import { createRoot } from "react-dom/client";
import { Fault } from "../ui/Fault.tsx";
import { SignedIn } from "../ui/SignedIn.tsx";
import { start_theme } from "../ui/theme.ts";
import { BoardPage } from "./BoardPage.tsx";

start_theme();
const place = document.getElementById("page");
if (place)
  createRoot(place).render(
    <Fault>
      <SignedIn>{(session, signed_out) => <BoardPage session={session} signed_out={signed_out} />}</SignedIn>
    </Fault>,
  );
