// Which of the chat's faces is shown.
//
//   asking --> start --POST start--> chatting --over--> (transcript) --> start
//                | \--closed (409, or not open)--> closed --> leave a message --> left
//                \---nobody there---------------> leave a message --> left
//   a stored chat of this tab goes straight to chatting
import { useCallback, useEffect, useState } from "react";
import type { FlowAnswer } from "../client/chat_types.ts";
import { ask } from "../ui/http.ts";
import { Waiting } from "../ui/Waiting.tsx";
import { Conversation } from "./Conversation.tsx";
import { LeaveMessage } from "./LeaveMessage.tsx";
import { Start } from "./Start.tsx";
import { keep_chat, load_chat, type StoredChat } from "./store.ts";

type Face =
  | { is: "asking" }
  | { is: "gone" }
  | { is: "start"; answer: FlowAnswer }
  | { is: "message"; answer: FlowAnswer; name: string }
  | { is: "chatting"; chat: StoredChat; first: string };

const ASK_AGAIN_MS = 1_500;

export function flow_address(flow: string): string {
  return `/chat/api/flow?flow=${encodeURIComponent(flow)}`;
}

export function App({ flow }: { flow: string }) {
  const [face, set_face] = useState<Face>(() => {
    const chat = load_chat(flow);
    return chat ? { is: "chatting", chat, first: "" } : { is: "asking" };
  });
  const asking = face.is === "asking";

  useEffect(() => {
    if (!asking) return undefined;
    let timer: number | undefined;
    let over = false;
    const try_it = async () => {
      const reply = await ask("GET", flow_address(flow));
      if (over) return;
      if (reply.status === 200) set_face({ is: "start", answer: reply.body as FlowAnswer });
      else if (reply.status === 404) set_face({ is: "gone" });
      else timer = window.setTimeout(try_it, ASK_AGAIN_MS);
    };
    void try_it();
    return () => {
      over = true;
      window.clearTimeout(timer);
    };
  }, [asking, flow]);

  const leave = useCallback(() => {
    keep_chat(flow, null);
    set_face({ is: "asking" });
  }, [flow]);

  switch (face.is) {
    case "asking":
      return <Waiting />;
    case "gone":
      return (
        <main className="chat-page chat-middle">
          <h1>This chat does not exist</h1>
          <p className="muted">The address is not right, or the chat has been taken away.</p>
        </main>
      );
    case "start":
      return (
        <Start
          answer={face.answer}
          started={(chat, first) => {
            keep_chat(flow, chat);
            set_face({ is: "chatting", chat, first });
          }}
          leave_message={(name) => set_face({ is: "message", answer: face.answer, name })}
        />
      );
    case "message":
      return <LeaveMessage flow={face.answer.flow} name={face.name} back={() => set_face({ is: "asking" })} />;
    case "chatting":
      return (
        <Conversation
          key={face.chat.token}
          flow={flow}
          token={face.chat.token}
          first={face.first}
          leave={leave}
          leave_message={(name) => {
            keep_chat(flow, null);
            const answer = { flow: { id: flow, name: "" }, open: true, opensAt: null, staffed: false, waiting: 0 };
            set_face({ is: "message", answer, name });
          }}
        />
      );
  }
}
