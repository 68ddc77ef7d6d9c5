// Which of the panel's faces is shown: asking who is there, signing in, a forced new password, the panel itself.
//
//   asking --401--> signed out --POST /login--> (must change --> password changed) --> panel
//      |                ^                                                                |
//      +--200-----------|----------------------------------------------------------> panel
//                       +---- signed out here or elsewhere, password changed elsewhere --+
import { useCallback, useEffect, useState } from "react";
import type { Session } from "../client/types.ts";
import { Card } from "../ui/Card.tsx";
import { ask } from "../ui/http.ts";
import { Login } from "../ui/Login.tsx";
import { NewPassword } from "../ui/NewPassword.tsx";
import { Waiting } from "../ui/Waiting.tsx";
import { PanelPage } from "./PanelPage.tsx";

type Face =
  | { is: "asking" }
  | { is: "signed_out"; notice: string }
  | { is: "must_change"; session: Session }
  | { is: "panel"; session: Session };

const ASK_AGAIN_MS = 1_000;

function face_of(session: Session): Face {
  return session.mustChangePassword ? { is: "must_change", session } : { is: "panel", session };
}

export function App() {
  const [face, set_face] = useState<Face>({ is: "asking" });
  const asking = face.is === "asking";

  useEffect(() => {
    if (!asking) return undefined;
    let timer: number | undefined;
    let over = false;
    const try_it = async () => {
      const reply = await ask("GET", "/session");
      if (over) return;
      if (reply.status === 200) set_face(face_of(reply.body as Session));
      else if (reply.status === 401) set_face({ is: "signed_out", notice: "" });
      else timer = window.setTimeout(try_it, ASK_AGAIN_MS);
    };
    void try_it();
    return () => {
      over = true;
      window.clearTimeout(timer);
    };
  }, [asking]);

  const signed_out = useCallback((notice: string) => set_face({ is: "signed_out", notice }), []);

  switch (face.is) {
    case "asking":
      return <Waiting />;
    case "signed_out":
      return <Login notice={face.notice} signed_in={(session) => set_face(face_of(session))} />;
    case "must_change":
      return (
        <Card title="Choose a new password" lead="Your password was reset. Please choose your own before you go on.">
          <NewPassword changed={() => set_face({ is: "asking" })} />
        </Card>
      );
    case "panel":
      return <PanelPage session={face.session} signed_out={signed_out} />;
  }
}
