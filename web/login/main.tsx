// The login page: signs in and goes on to the page asked for.
import "@cloudscape-design/global-styles/index.css";
import "../ui/page.css";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import type { Session } from "../client/types.ts";
import { Card } from "../ui/Card.tsx";
import { Login } from "../ui/Login.tsx";
import { NewPassword } from "../ui/NewPassword.tsx";
import { start_theme } from "../ui/theme.ts";

const PANEL = "/ccp-v2/";

/** `?next=/supervisor/`: only a path of this server is followed. */
function wanted_page(): string {
  const next = new URLSearchParams(window.location.search).get("next") ?? PANEL;
  const url = new URL(next, window.location.href);
  return next.startsWith("/") && url.origin === window.location.origin ? url.pathname + url.search : PANEL;
}

function LoginPage() {
  const [must_change, set_must_change] = useState(false);
  const go_on = () => window.location.replace(wanted_page());
  const signed_in = (session: Session) => (session.mustChangePassword ? set_must_change(true) : go_on());
  if (!must_change) return <Login signed_in={signed_in} />;
  return (
    <Card title="Choose a new password" lead="Your password was reset. Please choose your own before you go on.">
      <NewPassword changed={go_on} />
    </Card>
  );
}

start_theme();
const place = document.getElementById("page");
if (place) createRoot(place).render(<LoginPage />);
