// The place where an agent is told what somebody else, or the centre's rules, did to their status. Seen, and read out once.
import Icon from "@cloudscape-design/components/icon";
import { useState } from "react";
import { news_of } from "../client/news.ts";
import { usePanelState } from "./context.ts";

export function News() {
  const state = usePanelState();
  const [dismissed, dismiss] = useState("");
  const news = news_of(state);
  const shown = news !== null && news.key !== dismissed;
  return (
    <div role="log" aria-label="News about your status" className="news">
      {shown && (
        <div className="notice info" key={news.key}>
          <Icon name="status-info" />
          <div className="notice-text">{news.text}</div>
          {!state.control?.off && (
            <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismiss(news.key)}>
              <Icon name="close" size="small" />
            </button>
          )}
        </div>
      )}
    </div>
  );
}
