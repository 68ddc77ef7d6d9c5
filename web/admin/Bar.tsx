// The bar above everything: where this is, who is signed in, the way to the other pages and out.
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { ask } from "../ui/http.ts";
import { choose_theme, is_dark, read_theme } from "../ui/theme.ts";
import type { Admin } from "./context.ts";
import { is_unsaved } from "./guard.ts";

export function Bar({ admin, signed_out }: { admin: Admin; signed_out: (notice: string) => void }) {
  const { user, centre } = admin.session;
  const [dark, set_dark] = useState(() => is_dark(read_theme()));
  const leave = async () => {
    if (is_unsaved() && !window.confirm("What you have changed here is not saved. Sign out?")) return;
    const reply = await ask("POST", "/logout", { status: "keep" });
    if (reply.status === 200 || reply.status === 401) signed_out("");
  };
  const turn = () => {
    choose_theme(dark ? "light" : "dark");
    set_dark(!dark);
  };
  return (
    <header className="admin-bar">
      <span className="bar-mark" aria-hidden="true" />
      <span className="bar-title">Administration</span>
      <span className="bar-centre">{centre.alias}</span>
      <span className="bar-space" />
      <a className="bar-link" href="/supervisor/">
        Board
      </a>
      <a className="bar-link" href="/ccp-v2/">
        Panel
      </a>
      <span className="bar-user" title="Signed in">
        {user.username}
      </span>
      <Button variant="inline-link" ariaLabel={dark ? "Light colours" : "Dark colours"} onClick={turn}>
        {dark ? "Light" : "Dark"}
      </Button>
      <Button variant="inline-link" onClick={() => void leave()}>
        Sign out
      </Button>
    </header>
  );
}
