// Which face a page for signed-in people shows: asking who is there, signing in, a forced new password, the page itself.
//
//   asking --401--> signed out --POST /login--> (must change --> password changed) --> page
//      |                ^                                                                |
//      +--200-----------|----------------------------------------------------------> page
//                       +---- signed out here or elsewhere, password changed elsewhere --+
import { type ReactNode, useCallback, useEffect, useState } from "react";
import type { Session } from "../client/types.ts";
import { Card } from "./Card.tsx";
import { ask } from "./http.ts";
import { Login } from "./Login.tsx";
import { NewPassword } from "./NewPassword.tsx";
import { Waiting } from "./Waiting.tsx";

type Face =
  | { is: "asking" }
  | { is: "signed_out"; notice: string }
  | { is: "must_change"; session: Session }
  | { is: "page"; session: Session };

const ASK_AGAIN_MS = 1_000;

function face_of(session: Session): Face {
  return session.mustChangePassword ? { is: "must_change", session } : { is: "page", session };
}

interface SignedInProps {
  children: (session: Session, signed_out: (notice: string) => void) => ReactNode;
}

export function SignedIn({ children }: SignedInProps) {
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
    case "page":
      return children(face.session, signed_out);
  }
}
