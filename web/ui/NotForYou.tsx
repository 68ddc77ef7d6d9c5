// What somebody sees who is signed in but has no business on this page.
import Button from "@cloudscape-design/components/button";
import type { Session } from "../client/types.ts";
import { Card } from "./Card.tsx";
import { ask } from "./http.ts";

interface NotForYouProps {
  session: Session;
  /** "supervisors", "administrators" */
  whom: string;
  signed_out: (notice: string) => void;
}

export function NotForYou({ session, whom, signed_out }: NotForYouProps) {
  const name = session.user.username;
  const leave = async () => {
    await ask("POST", "/logout", { status: "keep" });
    signed_out("");
  };
  return (
    <Card title={`This page is for ${whom}`} lead={`You are signed in as ${name}.`}>
      <div className="card-form">
        <Button variant="primary" href="/ccp-v2/">
          Go to your panel
        </Button>
        <Button onClick={() => void leave()}>Sign in as somebody else</Button>
      </div>
    </Card>
  );
}
