// The chat itself: the place in the queue, the conversation, its end.
import Button from "@cloudscape-design/components/button";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { CustomerChat } from "../client/chat.ts";
import type { ChatState } from "../client/chat_types.ts";
import { TYPING_SHOWN_MS } from "../client/panel.ts";
import { Announcer, announce } from "../ui/Announcer.tsx";
import { Composer } from "../ui/Composer.tsx";
import { ConnectionBanner } from "../ui/ConnectionBanner.tsx";
import { useNow } from "../ui/clock.ts";
import { Notice } from "../ui/Notice.tsx";
import { Transcript } from "../ui/Transcript.tsx";
import { Waiting } from "../ui/Waiting.tsx";
import { browser_world, on_return, probe_with } from "../ui/world.ts";
import { flow_address } from "./App.tsx";
import { Over } from "./Over.tsx";

interface ConversationProps {
  flow: string;
  token: string;
  /** What the customer wrote before the chat began; it is the first message. */
  first: string;
  leave: () => void;
  leave_message: (name: string) => void;
}

export function Conversation({ flow, token, first, leave, leave_message }: ConversationProps) {
  const chat = useMemo(
    () =>
      new CustomerChat(
        browser_world("/chat/line", () => probe_with(flow_address(flow), () => "up")),
        token,
      ),
    [flow, token],
  );
  const view = useSyncExternalStore(chat.subscribe, chat.get_view);
  const [draft, write] = useState("");
  const now = useNow();

  useEffect(() => {
    chat.open();
    if (first) chat.send(first);
    const forget = on_return(() => chat.hurry());
    return () => {
      forget();
      chat.close();
    };
  }, [chat, first]);

  useEffect(() => {
    if (view.closed_by === "unknown") leave();
  }, [view.closed_by, leave]);

  const state = view.chat?.state;
  const heading = state ? heading_of(state) : "";
  useEffect(() => {
    if (heading) announce(heading);
  }, [heading]);

  const forget_regained = useCallback(() => chat.forget_regained(), [chat]);
  if (!state || !view.chat) return <Waiting />;

  const over = state.place === "over";
  const typing = view.agent_typing_at !== null && now - view.agent_typing_at < TYPING_SHOWN_MS;
  return (
    <main className="chat-page chat-talk">
      {!over && <ConnectionBanner line={view.line} regained_at={view.regained_at} forget={forget_regained} />}
      <div className="chat-head">
        <span className={`chat-face ${state.place}`} aria-hidden="true">
          {state.agentName?.[0]?.toUpperCase() ?? "…"}
        </span>
        <div className="chat-title">
          <h1>{heading}</h1>
          <p>{below_heading(state)}</p>
        </div>
        {!over && (
          <Button loading={view.ending} disabled={view.line !== "open"} onClick={() => void chat.end()}>
            End chat
          </Button>
        )}
      </div>
      {view.refusal && <Notice kind="error">{view.refusal}</Notice>}
      {state.place !== "connected" && !over && !state.staffed && (
        <Notice kind="info">
          Nobody is available right now. You can wait here, or{" "}
          <button
            type="button"
            className="text-button"
            onClick={() => {
              void chat.end();
              leave_message(state.name);
            }}
          >
            leave a message
          </button>
          .
        </Notice>
      )}
      <Transcript
        messages={view.chat.messages}
        outbox={view.outbox}
        mine="customer"
        typing={typing ? `${state.agentName ?? "The agent"} is typing` : null}
        take_back={({ key, text }) => {
          chat.take_back(key);
          write(text);
        }}
        empty={over ? "Nothing was written." : "You can write already; it will be read when someone joins."}
      />
      {over ? (
        <Over messages={view.chat.messages} leave={leave} />
      ) : (
        <Composer
          draft={draft}
          write={write}
          focus
          typing={() => chat.typing()}
          send={(text) => {
            chat.send(text);
            write("");
          }}
        />
      )}
      <Announcer />
    </main>
  );
}

function heading_of(state: ChatState): string {
  if (state.place === "over") return "The chat has ended";
  if (state.place === "connected") return state.agentName ?? "You are connected";
  if (state.position === null) return "Waiting for someone";
  return state.position === 1 ? "You are next" : `You are number ${state.position} in the queue`;
}

function below_heading(state: ChatState): string {
  if (state.place === "over") {
    if (state.endedBy === "customer") return "You ended it.";
    return state.endedBy === "agent" && state.agentName
      ? `${state.agentName} ended it.`
      : "Thank you for writing to us.";
  }
  if (state.place === "connected") return "is here for you";
  return "We will be with you as soon as we can.";
}
